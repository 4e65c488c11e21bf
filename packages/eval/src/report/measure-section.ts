import type { Comparison, Difference, ExperimentResult } from '../experiment/result.js';
import { differences } from '../significance/differences.js';
import { signed } from '../tables/table.js';
import { bars } from './bars.js';
import { differenceTable } from './difference-table.js';
import type { Plotter } from './load-plot.js';
import { foreign, html, type Markup } from './markup.js';
import { movedTable } from './moved-table.js';
import { scrolled } from './result-table.js';

/** All there is to say under one measure: figures, a chart for each system, the queries that moved most. */
export function measureSection(
  result: ExperimentResult,
  column: number,
  plotter: Plotter,
  texts: ReadonlyMap<string, string>,
): Markup {
  const { baseline, measures, queries, systems } = result;
  const measure = measures[column]!;
  const reference = systems.find(({ name }) => name === baseline)!.results[column]!;
  const compared = systems.flatMap(({ name, results }) => {
    const { values, comparison } = results[column]!;
    if (comparison === undefined) return [];
    return [{ name: foreign(name), comparison, moved: differences(reference.values, values) }];
  });
  const against = foreign(baseline);
  const range = rangeOf(compared.flatMap(({ moved }) => moved));
  return html`<section>
<h2>${measure}</h2>
${scrolled(
  measure,
  differenceTable(
    html`${measure} against the baseline ${against} (${reference.mean.toFixed(4)})`,
    html`<th scope="col" class="name">System</th>`,
    compared.map(({ name, comparison }) => ({
      ...comparison,
      head: html`<th scope="row" class="name">${name}</th>`,
    })),
  ),
)}
<div class="systems">
${compared.map(
  ({ name, comparison, moved }) => html`<article>
<h3>${name} against ${against}</h3>
<figure>
${bars(plotter, queries, moved, range, chartLabel(measure, comparison))}
<figcaption>${measure}, one bar a query: ${counts(comparison)}.${comparison.risks.map(
    ({ alpha, uRisk }) => html` URisk(${alpha}) ${signed(uRisk)}.`,
  )}</figcaption>
</figure>
${movedTable(comparison, texts)}
</article>
`,
)}</div>
${everyPair(result, measure)}</section>
`;
}

/** One axis for all charts of a measure, so that they can be compared; with room where no query moved. */
function rangeOf(moved: readonly number[]): readonly [number, number] {
  const [low, high] = moved.reduce(([a, b], each) => [Math.min(a, each), Math.max(b, each)], [0, 0]);
  return low === high ? [-1, 1] : [low, high];
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const counts = ({ wins, ties, losses }: Difference): string =>
  [counted(wins, 'win', 'wins'), counted(ties, 'tie', 'ties'), counted(losses, 'loss', 'losses')].join(', ');

function chartLabel(measure: string, comparison: Comparison): string {
  const { helped, hurt } = comparison;
  const extremes = [
    ...helped.slice(0, 1).map(({ difference }) => `largest gain ${signed(difference)}`),
    ...hurt.slice(0, 1).map(({ difference }) => `largest loss ${signed(difference)}`),
  ];
  return `Bar chart of differences in ${measure}: ${[counts(comparison), ...extremes].join(', ')}`;
}

function everyPair({ pairs = [], systems }: ExperimentResult, measure: string): Markup {
  // Of two systems there is one pair, and that is the comparison with the baseline.
  if (pairs.length === 0 || systems.length === 2) return html``;
  const rows = pairs.filter((pair) => pair.measure === measure);
  return html`<h3>Every pair</h3>
${scrolled(
  `${measure}, every pair`,
  differenceTable(
    html`${measure}, second against first`,
    html`<th scope="col" class="name">First</th><th scope="col" class="name">Second</th>`,
    rows.map((pair) => ({
      ...pair,
      head: html`<th scope="row" class="name">${foreign(pair.first)}</th><th scope="row" class="name">${foreign(pair.second)}</th>`,
    })),
  ),
)}
`;
}
