import { dot, line, plot } from '@observablehq/plot';
import { finish } from './finish.js';
import { onPick } from './pick.js';
import type { EvaluatedQuery } from './win-loss-chart.js';

/** A dot a query: above the diagonal the right side is better, below it the left. */
export function scatterChart(
  queries: readonly EvaluatedQuery[],
  width: number,
  pick: (query: EvaluatedQuery) => void,
): Element {
  const size = Math.min(width, 360);
  const chart = plot({
    width: size,
    height: size,
    marginLeft: 44,
    marginBottom: 40,
    x: { domain: [0, 1], label: 'left', grid: true, ticks: 5 },
    y: { domain: [0, 1], label: 'right', grid: true, ticks: 5 },
    color: { type: 'identity' },
    marks: [
      line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'var(--muted)', strokeDasharray: '4 4' },
      ),
      dot(queries, {
        x: 'left',
        y: 'right',
        r: 5,
        fill: ({ left, right }: EvaluatedQuery) =>
          right > left ? 'var(--good)' : right < left ? 'var(--bad)' : 'var(--muted)',
        fillOpacity: 0.75,
        title: ({ text, left, right }: EvaluatedQuery) =>
          `${text}: ${left.toFixed(3)} left, ${right.toFixed(3)} right`,
      }),
    ],
  });
  onPick(chart, queries, pick);
  return finish(
    chart,
    `Measures of ${queries.length} queries, left against right. The table below has the figures.`,
  );
}
