import { cleanText, cut } from './clean-text.js';

/** The form of a feature that is a list. */
export interface ListForm {
  /** Items at most. */
  readonly items: number;
  /** UTF-16 units of an item at most. */
  readonly length: number;
  /** What stands between the items. */
  readonly separator: string;
  /** Short terms: brought to lower case, without commas of their own. */
  readonly terms: boolean;
}

const bullet = /^(?:[-*•–]|\d{1,2}[.)])\s+/u;
const quotes = /^["'“”‘’`]+|["'“”‘’`]+$/gu;

/** Cleans items, drops empty and repeated ones (in whatever case), keeps the first ones. */
export function listItems(items: readonly string[], form: ListForm): readonly string[] {
  const kept = new Map<string, string>();
  for (const raw of items) {
    if (kept.size === form.items) break;
    let item = cleanText(cut(raw, 4 * form.length))
      .replace(bullet, '')
      .replace(quotes, '');
    if (form.terms) item = cleanText(item.replace(/[,;]+/g, ' ')).toLowerCase();
    item = cut(item, form.length).trim();
    const key = item.toLowerCase();
    if (/[\p{L}\p{N}]/u.test(item) && !kept.has(key)) kept.set(key, item);
  }
  return [...kept.values()];
}
