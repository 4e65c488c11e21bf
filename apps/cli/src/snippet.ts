import type { Analyzer } from '@reprise/text';

const length = 140;

/** The stretch of a text that holds most of the query's weight, on one line. */
export function snippet(text: string, terms: ReadonlyMap<string, number>, analyzer: Analyzer): string {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const weights = words.map((word) => weightOf(word, terms, analyzer));
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
  const chosen = words.slice(best.start, best.end).join(' ');
  const cut = chosen.length > length ? chosen.slice(0, length).replace(/\p{Surrogate}$/u, '') : chosen;
  return `${best.start > 0 ? '… ' : ''}${cut}${best.end < words.length ? ' …' : ''}`;
}

function weightOf(word: string, terms: ReadonlyMap<string, number>, analyzer: Analyzer): number {
  return analyzer.tokens(word).reduce((sum, term) => sum + (terms.get(term) ?? 0), 0);
}
