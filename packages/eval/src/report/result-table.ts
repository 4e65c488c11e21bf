import type { ExperimentResult } from '../experiment/result.js';
import { better, type Figure, tableOf, worse } from '../tables/table.js';
import { cut, foreign, html, type Markup } from './markup.js';

/** The table that the other writers draw too, with its legend below. */
export function resultTable(result: ExperimentResult): Markup {
  const { columns, rows, lettered, legend } = tableOf(result, cut);
  const left = (i: number): Markup =>
    lettered && i < result.measures.length ? html` class="lettered"` : html``;
  return html`${scrolled(
    'Result',
    html`<table>
<caption class="unseen">Mean of each measure, one system a row</caption>
<thead><tr>${lettered ? html`<th scope="col" class="lettered">#</th>` : html``}<th scope="col" class="name">System</th>${columns.map(
      (column, i) => html`<th scope="col"${left(i)}>${column}</th>`,
    )}</tr></thead>
<tbody>
${rows.map(
  ({ letter, name, figures }) =>
    html`<tr>${letter === undefined ? html`` : html`<td class="lettered">${letter}</td>`}<th scope="row" class="name">${foreign(name)}</th>${figures.map(
      (figure, i) => html`<td${left(i)}>${drawn(figure)}</td>`,
    )}</tr>
`,
)}</tbody>
</table>`,
  )}
${legend.map((line) => html`<p>${line}</p>\n`)}`;
}

/** A wide table scrolls by itself, also by keyboard, instead of the page. */
export function scrolled(label: string, table: Markup): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${table}</div>`;
}

function drawn({ text, mark = '', best = false }: Figure): Markup {
  const figure = best ? html`<strong>${text}</strong>` : html`${text}`;
  if (mark === '') return figure;
  if (mark === better) return html`${figure}<span class="won">${marked(mark, 'better')}</span>`;
  if (mark === worse) return html`${figure}<span class="lost">${marked(mark, 'worse')}</span>`;
  return html`${figure}<sup>${mark}</sup>`;
}

const marked = (mark: string, spoken: string): Markup =>
  html`<span aria-hidden="true">${mark}</span><span class="unseen"> ${spoken}</span>`;
