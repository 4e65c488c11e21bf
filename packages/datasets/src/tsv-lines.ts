import { excerpt, parseError } from './parse-error.js';

/** Splits `id<TAB>text` at the first tab. */
export function splitAtTab(line: string, path: string, number: number): { id: string; text: string } {
  const tab = line.indexOf('\t');
  if (tab <= 0) throw parseError(path, number, 'an id, a tab and a text', excerpt(line));
  return { id: line.slice(0, tab), text: line.slice(tab + 1) };
}
