/**
 * BM25 of the search engine ATIRE:
 *
 *     part(t, d) = weight·ln(N / n)·(k1 + 1)·tf / (tf + k1·((1 - b) + b·L/avgL))
 *
 * Trotman, Jia and Crane 2012; Kamphuis et al. 2020 (doi 10.1007/978-3-030-45442-5_4). The idf is never negative.
 * No departures.
 */
import { createSimilarity, type Similarity } from '../similarity.js';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.js';

export function atire(options: Bm25Parameters = {}): Similarity {
  const { k1, b } = bm25Parameters(options);

  return createSimilarity({
    name: 'atire',
    takesFinal: true,
    bind: ({ documents, averageLength }) => ({
      norm: (length) => k1 * (1 - b + (b * length) / averageLength),
      term: ({ weight, final, documentFrequency: n }) => {
        const w = weight * (final ? 1 : Math.log(documents / n)) * (k1 + 1);
        return (frequency, norm) => (w * frequency) / (frequency + norm);
      },
    }),
  });
}
