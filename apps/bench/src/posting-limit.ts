import { english } from '@reprise/text';
import type { Texts } from './texts.js';

/** What no search that visits all postings of its terms can beat in this language: adding their weights up. */
export interface PostingLimit {
  readonly nanosecondsPerPosting: number;
  /** Postings of a query's terms, the mean over the queries. */
  readonly postings: number;
  /** Milliseconds of each query, the fastest of the rounds. */
  readonly milliseconds: readonly number[];
}

/** Adds up ready-made weights of the same postings that a search visits, and neither clears nor selects. */
export function postingLimit({ documents, queries }: Texts, rounds: number): PostingLimit {
  const { tokens } = english();
  const lists = new Map<string, number[]>();
  for (const [number, { text }] of documents.entries()) {
    for (const term of new Set(tokens(text))) {
      const list = lists.get(term);
      if (list === undefined) lists.set(term, [number]);
      else list.push(number);
    }
  }
  const postings = new Map(
    [...lists].map(([term, list]) => [
      term,
      { documents: Uint32Array.from(list), weights: new Float32Array(list.length).fill(1 / list.length) },
    ]),
  );
  const sums = new Float64Array(documents.length);
  const wanted = queries.map(({ text }) =>
    [...new Set(tokens(text))].flatMap((term) => postings.get(term) ?? []),
  );
  const milliseconds = queries.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [q, terms] of wanted.entries()) {
      const start = performance.now();
      for (const term of terms) accumulate(term.documents, term.weights, sums);
      milliseconds[q] = Math.min(milliseconds[q]!, performance.now() - start);
    }
  }
  const visited = wanted.flat().reduce((sum, term) => sum + term.documents.length, 0);
  return {
    nanosecondsPerPosting: (1e6 * milliseconds.reduce((sum, time) => sum + time, 0)) / visited,
    postings: visited / queries.length,
    milliseconds,
  };
}

function accumulate(documents: Uint32Array, weights: Float32Array, sums: Float64Array): void {
  for (let i = 0; i < documents.length; i++) sums[documents[i]!]! += weights[i]!;
}
