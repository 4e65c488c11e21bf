import { printable } from '../tables/table.js';

/** HTML that is as it should be; every other string is text and gets escaped. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

/** A template whose parts are escaped unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.map((string, i) => (i === 0 ? '' : written(parts[i - 1]!)) + string).join('') };
}

function written(part: Part): string {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (each) => entities.get(each)!);
}

const longest = 160;

/** A name, id or text of somebody else's on one line, without control characters, cut after 160 characters. */
export function cut(text: string): string {
  // A character is at most two code units: what is cut here would be cut below.
  const start = [...text.slice(0, 2 * longest + 2)];
  const kept = start.length > longest ? `${start.slice(0, longest).join('')}…` : text;
  return printable(kept.replace(/\s+/g, ' '));
}

/** Somebody else's text, kept apart from the direction of what is around it. */
export const foreign = (text: string): Markup => html`<bdi>${cut(text)}</bdi>`;
