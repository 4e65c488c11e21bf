import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { bars } from './bars.js';
import { loadPlot } from './load-plot.js';

const plotter = await loadPlot();

function chartOf(differences: readonly number[], range: readonly [number, number] = [-1, 1]) {
  const queries = differences.map((_, i) => `q${i + 1}`);
  const { markup } = bars(plotter, queries, differences, range, 'Bars of "RR"');
  const svg = parseHTML(markup).document.querySelector('svg')!;
  const rects = (fill: string) =>
    [...svg.querySelectorAll(`g[fill="var(--${fill})"] rect`)].map((rect) => ({
      title: rect.textContent,
      ...Object.fromEntries(
        ['x', 'y', 'width', 'height'].map((name) => [name, Number(rect.getAttribute(name))]),
      ),
    }));
  return { svg, rects };
}

// The plot is 290 wide from 46 on and 164 high from 8 on.
const width = 290;

describe('bars', () => {
  it('stand side by side without gaps but for ties, from the largest gain to the largest loss', () => {
    const { rects } = chartOf([-0.5, 0.25, 0, 1, -1]);
    const near = (value: number) => expect.closeTo(value, 6);
    const bar = (title: string, place: number, y: number, height: number) => ({
      title,
      x: near(46 + (place * width) / 5),
      width: near(width / 5),
      y: near(y),
      height: near(height),
    });
    expect(rects('won')).toEqual([bar('q4: +1.0000', 0, 8, 82), bar('q2: +0.2500', 1, 69.5, 20.5)]);
    expect(rects('lost')).toEqual([bar('q1: -0.5000', 3, 90, 41), bar('q5: -1.0000', 4, 90, 82)]);
  });

  it('take a difference of 10⁻⁹ for a tie, on either side', () => {
    const { rects } = chartOf([2e-9, 1e-9, -1e-9, -2e-9]);
    expect(rects('won').map(({ title }) => title)).toEqual(['q1: +0.0000']);
    expect(rects('lost').map(({ title }) => title)).toEqual(['q4: -0.0000']);
  });

  it('share the axis that is given, with a line at 0 and a grid behind', () => {
    const { svg } = chartOf([0.5], [-0.25, 0.5]);
    const zero = 8 + (164 * 0.5) / 0.75;
    const lines = [...svg.querySelectorAll('line')].map((line) => Number(line.getAttribute('y1')));
    expect(lines).toEqual(
      [...[-0.2, 0, 0.2, 0.4].map((tick) => zero - (164 * tick) / 0.75), zero].map((y) =>
        expect.closeTo(y, 6),
      ),
    );
    expect([...svg.querySelectorAll('text')].map(({ textContent }) => textContent)).toEqual([
      '−0.2',
      '0.0',
      '0.2',
      '0.4',
    ]);
  });

  it('are one image to a reader, with sharp edges, that leaves its style to the page', () => {
    const { svg } = chartOf([0.5, -0.5]);
    expect(svg.getAttribute('role')).toBe('img');
    expect(svg.getAttribute('aria-label')).toBe('Bars of "RR"');
    expect(svg.getAttribute('class')).toBe('bars');
    expect(svg.getAttribute('style')).toBe('font-size:12px');
    expect(svg.getAttribute('viewBox')).toBe('0 0 340 180');
    expect(svg.querySelectorAll('style')).toHaveLength(0);
    expect(svg.querySelectorAll('g[aria-label]')).toHaveLength(0);
    expect(svg.querySelectorAll('g[shape-rendering="crispEdges"]')).toHaveLength(2);
  });

  it('become one outline above a thousand, in which a query alone keeps its width', () => {
    const differences = Array.from({ length: 1001 }, (_, i) => (i === 7 ? 1 : i > 998 ? -0.5 : 0));
    const { svg, rects } = chartOf(differences);
    const outline = (fill: string): number[][] => {
      const path: string = svg.querySelector(`g[fill="var(--${fill})"] path`)!.getAttribute('d')!;
      return [...path.matchAll(/([\d.]+),([\d.]+)/g)].map(([, ...point]) => point.map(Number));
    };
    const x = (place: number) => expect.closeTo(46 + (place * width) / 1001, 2);
    expect(outline('won')).toEqual([
      [x(0), 8],
      [x(1), 8],
      [x(1), 90],
      [x(0), 90],
    ]);
    expect(new Set(outline('lost').map(([, y]) => y))).toEqual(new Set([131, 90]));
    expect(outline('lost')[0]).toEqual([x(999), 131]);
    expect([...rects('won'), ...rects('lost')]).toEqual([]);
    expect(chartOf(differences.slice(1)).rects('won')).toHaveLength(1);
  });
});
