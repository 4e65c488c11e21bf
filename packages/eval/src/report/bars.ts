import { tieTolerance } from '../significance/differences.js';
import { signed } from '../tables/table.js';
import type { Plotter } from './load-plot.js';
import { cut, type Markup } from './markup.js';

interface Bar {
  readonly query: string;
  readonly difference: number;
  /** Place among all, from the largest gain to the largest loss. */
  readonly place: number;
}

/** Where the top of a bar begins and ends. */
const top = ({ place, difference }: Bar): readonly { readonly x: number; readonly difference: number }[] => [
  { x: place - 0.5, difference },
  { x: place + 0.5, difference },
];

/** Above this many, bars are narrower than a pixel: one outline shows the same and is much smaller. */
const mostBars = 1000;

/**
 * One bar a query, from the largest gain to the largest loss: what won stands above the line, what lost hangs below
 * it, and ties leave a gap. `range` is the lowest and the highest value of the axis.
 */
export function bars(
  { plot, document }: Plotter,
  queries: readonly string[],
  differences: readonly number[],
  range: readonly [number, number],
  label: string,
): Markup {
  const sorted = differences
    .map((difference, i) => ({ query: queries[i]!, difference }))
    .sort((a, b) => b.difference - a.difference)
    .map((each, place): Bar => ({ ...each, place }));
  const mark = (data: readonly Bar[], fill: string) =>
    sorted.length > mostBars
      ? plot.areaY(data.flatMap(top), { x: 'x', y1: 0, y2: 'difference', fill })
      : plot.rectY(data, {
          x1: ({ place }: Bar) => place - 0.5,
          x2: ({ place }: Bar) => place + 0.5,
          y: 'difference',
          fill,
          inset: 0,
          shapeRendering: 'crispEdges',
          title: ({ query, difference }: Bar) => `${cut(query)}: ${signed(difference)}`,
        });
  const svg = plot.plot({
    document,
    width: 340,
    height: 180,
    marginTop: 8,
    marginRight: 4,
    marginBottom: 8,
    marginLeft: 46,
    className: 'bars',
    ariaLabel: label,
    style: { fontSize: '12px' },
    x: { axis: null, domain: [-0.5, sorted.length - 0.5] },
    y: { label: null, grid: true, ticks: 5, domain: [...range] },
    marks: [
      mark(
        sorted.filter(({ difference }) => difference > tieTolerance),
        'var(--won)',
      ),
      mark(
        sorted.filter(({ difference }) => difference < -tieTolerance),
        'var(--lost)',
      ),
      plot.ruleY([0]),
    ],
  });
  svg.setAttribute('role', 'img');
  // An image is one thing to a reader's ear; and the page styles it.
  for (const part of svg.querySelectorAll('style')) part.remove();
  for (const group of svg.querySelectorAll('g')) group.removeAttribute('aria-label');
  return { markup: svg.outerHTML };
}
