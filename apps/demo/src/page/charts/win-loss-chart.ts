import { axisY, barY, plot, ruleY } from '@observablehq/plot';
import type { Evaluation } from '../../api/types.js';
import { finish } from './finish.js';
import { onPick } from './pick.js';

export type EvaluatedQuery = Evaluation['queries'][number];

/** A bar a query, the right side's measure less the left's, best first. */
export function winLossChart(
  queries: readonly EvaluatedQuery[],
  width: number,
  pick: (query: EvaluatedQuery) => void,
): Element {
  const sorted = queries.toSorted((a, b) => gain(b) - gain(a));
  const chart = plot({
    width,
    height: 340,
    marginLeft: 44,
    x: { axis: null, domain: sorted.map(({ id }) => id), padding: 0.15 },
    y: { grid: true },
    color: { type: 'identity' },
    marks: [
      axisY({ label: 'right less left', ticks: 5, tickFormat: '+.1f' }),
      barY(sorted, {
        x: 'id',
        y1: 0,
        y2: gain,
        fill: (query: EvaluatedQuery) => (gain(query) > 0 ? 'var(--good)' : 'var(--bad)'),
        title: (query: EvaluatedQuery) =>
          `${query.text}: ${gain(query) > 0 ? '+' : ''}${gain(query).toFixed(3)}`,
      }),
      ruleY([0]),
    ],
  });
  onPick(chart, sorted, pick);
  return finish(
    chart,
    `Difference of both sides for ${queries.length} queries. The table below has the figures.`,
  );
}

const gain = ({ left, right }: EvaluatedQuery): number => right - left;
