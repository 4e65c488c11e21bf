import type { SnippetPart } from '@reprise/demo';
import type { Analyzer } from '@reprise/text';
import { heaviestStretch, wordsOf } from '../snippet.js';

/** Characters of a snippet, and of the text in whose beginning it is looked for. */
const length = 240;
const read = 10_000;
/** Characters that a snippet would leave out at the beginning, which it shows instead. */
const fewLeftOut = 60;

/** Terms that a reader looks for, as the analyzer writes them. */
export interface MarkedTerms {
  readonly query: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
}

/**
 * The stretch of a text where terms of the query, and those that feedback added, are densest, with these words marked. A
 * word counts by what the analyzer makes of it, so that other forms of a term are found too.
 */
export function markedSnippet(text: string, terms: MarkedTerms, analyzer: Analyzer): readonly SnippetPart[] {
  const words = wordsOf(text.slice(0, read));
  const marks = words.map((word) => markOf(word, terms, analyzer));
  const weights = marks.map((mark) => (mark === 'query' ? 2 : mark === 'added' ? 1 : 0));
  const heaviest = heaviestStretch(words, weights, length);
  const { end } = heaviest;
  const start = words.slice(0, heaviest.start).join(' ').length <= fewLeftOut ? 0 : heaviest.start;
  const parts: { text: string; mark?: 'query' | 'added' }[] = [];
  const add = (piece: string, mark?: 'query' | 'added'): void => {
    const last = parts.at(-1);
    if (piece === '') return;
    if (last !== undefined && last.mark === mark) last.text += piece;
    else parts.push(mark === undefined ? { text: piece } : { text: piece, mark });
  };
  if (start > 0) add('… ');
  for (let i = start; i < end; i++) {
    const [, before = '', core = '', after = ''] = trimmed.exec(words[i]!.slice(0, length)) ?? [];
    add(before);
    add(core.replace(/\p{Surrogate}$/u, ''), marks[i]);
    add(i + 1 < end ? `${after} ` : after);
  }
  if (end < words.length || text.length > read) add(' …');
  return parts;
}

/** What stands around a word, the word, and what stands behind it. */
const trimmed = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su;

function markOf(
  word: string,
  { query, added }: MarkedTerms,
  analyzer: Analyzer,
): 'query' | 'added' | undefined {
  const tokens = analyzer.tokens(word);
  if (tokens.some((token) => query.has(token))) return 'query';
  return tokens.some((token) => added.has(token)) ? 'added' : undefined;
}
