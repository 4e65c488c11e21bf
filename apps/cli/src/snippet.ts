import type { Analyzer } from '@reprise/text';

const usualLength = 140;

/** Words of a text that stand together: from `start` up to, not including, `end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The stretch of a text that holds most of the query's weight, on one line. */
export function snippet(text: string, terms: ReadonlyMap<string, number>, analyzer: Analyzer): string {
  const words = wordsOf(text);
  const weights = words.map((word) => weightOf(word, terms, analyzer));
  const { start, end } = heaviestStretch(words, weights, usualLength);
  const chosen = words.slice(start, end).join(' ');
  const cut =
    chosen.length > usualLength ? chosen.slice(0, usualLength).replace(/\p{Surrogate}$/u, '') : chosen;
  return `${start > 0 ? '… ' : ''}${cut}${end < words.length ? ' …' : ''}`;
}

export const wordsOf = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** The first of the heaviest stretches of at most `length` characters, or of one word that is longer. */
export function heaviestStretch(
  words: readonly string[],
  weights: readonly number[],
  length: number,
): Stretch {
  let end = 0;
  let size = 0;
  let weight = 0;
  let best = { start: 0, end: 0, weight: -1 };
  for (let start = 0; start < words.length; start++) {
    while (end < words.length && (end === start || size + (words[end] as string).length < length)) {
      size += (words[end] as string).length + 1;
      weight += weights[end] as number;
      end++;
    }
    if (weight > best.weight + 1e-9) best = { start, end, weight };
    size -= (words[start] as string).length + 1;
    weight -= weights[start] as number;
  }
  return best;
}

function weightOf(word: string, terms: ReadonlyMap<string, number>, analyzer: Analyzer): number {
  return analyzer.tokens(word).reduce((sum, term) => sum + (terms.get(term) ?? 0), 0);
}
