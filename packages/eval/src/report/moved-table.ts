import type { Comparison, Moved } from '../experiment/result.js';
import { signed } from '../tables/table.js';
import { foreign, html, type Markup } from './markup.js';

/** The queries that gained and lost most, each with its text where there is one. */
export function movedTable({ helped, hurt }: Comparison, texts: ReadonlyMap<string, string>): Markup {
  if (helped.length + hurt.length === 0) return html`<p>No query moved.</p>`;
  return html`<table>
<caption class="unseen">Queries that moved most</caption>
<thead><tr><th scope="col" class="name">Query</th><th scope="col">baseline</th><th scope="col">system</th><th scope="col">difference</th></tr></thead>
${group('Most helped', helped, texts)}${group('Most hurt', hurt, texts)}</table>`;
}

function group(name: string, moved: readonly Moved[], texts: ReadonlyMap<string, string>): Markup {
  if (moved.length === 0) return html``;
  return html`<tbody>
<tr><th scope="rowgroup" colspan="4" class="group">${name}</th></tr>
${moved.map((each) => row(each, texts.get(each.query)))}</tbody>
`;
}

function row({ query, baseline, system, difference }: Moved, text: string | undefined): Markup {
  const figures = html`<td>${baseline.toFixed(4)}</td><td>${system.toFixed(4)}</td><td class="${difference > 0 ? 'won' : 'lost'}">${signed(difference)}</td>`;
  const head = html`<th scope="row" class="name">${foreign(query)}</th>`;
  return text === undefined
    ? html`<tr>${head}${figures}</tr>\n`
    : html`<tr class="told">${head}${figures}</tr>\n<tr><td colspan="4" class="text">${foreign(text)}</td></tr>\n`;
}
