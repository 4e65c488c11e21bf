import { english } from '@reprise/text';
import type { Texts } from './texts.js';

/** What no search that visits all postings of its terms can beat in this language. */
export interface PostingLimit {
  readonly nanosecondsPerPosting: number;
  /** Postings of a query's terms, the mean over the queries. */
  readonly postings: number;
  /** Milliseconds of each query, the fastest of the rounds. */
  readonly milliseconds: readonly number[];
}

/** Adds up ready-made weights over the postings that a search visits, and neither clears nor selects. */
export function postingLimit({ documents, queries }: Texts, rounds: number): PostingLimit {
  const { tokens } = english();
  const postings = new Map<string, number[]>();
  for (const [number, { text }] of documents.entries()) {
    for (const term of new Set(tokens(text))) {
      if (!postings.get(term)?.push(number)) postings.set(term, [number]);
    }
  }
  const sums = new Float64Array(documents.length);
  const weights = new Float32Array(documents.length).fill(0.5);
  const wanted = queries.map(({ text }) =>
    [...new Set(tokens(text))].map((term) => Uint32Array.from(postings.get(term) ?? [])),
  );
  const milliseconds = queries.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    for (const [q, lists] of wanted.entries()) {
      const start = performance.now();
      for (const list of lists) accumulate(list, weights, sums);
      milliseconds[q] = Math.min(milliseconds[q]!, performance.now() - start);
    }
  }
  const visited = wanted.flat().reduce((sum, list) => sum + list.length, 0);
  return {
    nanosecondsPerPosting: (1e6 * milliseconds.reduce((sum, time) => sum + time, 0)) / visited,
    postings: visited / queries.length,
    milliseconds,
  };
}

function accumulate(documents: Uint32Array, weights: Float32Array, sums: Float64Array): void {
  for (let i = 0; i < documents.length; i++) sums[documents[i]!]! += weights[i]!;
}
