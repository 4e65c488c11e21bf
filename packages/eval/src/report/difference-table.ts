import type { Difference, Risk } from '../experiment/result.js';
import { signed } from '../tables/table.js';
import { html, type Markup } from './markup.js';

/** One comparison of two systems. */
export interface DifferenceRow extends Difference {
  /** The cells that say which two. */
  readonly head: Markup;
  readonly risks?: readonly Risk[];
}

/** What the test and the counts say of pairs of systems under one measure. */
export function differenceTable(caption: Markup, heads: Markup, rows: readonly DifferenceRow[]): Markup {
  const alphas = rows[0]?.risks?.map(({ alpha }) => alpha) ?? [];
  return html`<table>
<caption>${caption}</caption>
<thead><tr>${heads}<th scope="col">Difference</th><th scope="col">W/T/L</th><th scope="col">p</th><th scope="col">corrected</th>${alphas.map(
    (alpha) => html`<th scope="col">URisk(${alpha})</th><th scope="col">TRisk(${alpha})</th>`,
  )}</tr></thead>
<tbody>
${rows.map(row)}</tbody>
</table>`;
}

function row(difference: DifferenceRow): Markup {
  const { head, meanDifference, wins, ties, losses, p, corrected, significant, risks = [] } = difference;
  const figure = html`${probability(corrected)}`;
  return html`<tr>${head}<td>${signed(meanDifference)}</td><td>${wins}/${ties}/${losses}</td><td>${probability(p)}</td><td>${
    significant ? html`<strong>${figure}</strong>` : figure
  }</td>${risks.map(({ uRisk, tRisk }) => html`<td>${signed(uRisk)}</td><td>${Number.isFinite(tRisk) ? signed(tRisk) : '–'}</td>`)}</tr>
`;
}

function probability(p: number): string {
  if (Number.isNaN(p)) return '–';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}
