/**
 * The original BM25:
 *
 *     idf(t)     = ln((N - n + 0.5) / (n + 0.5))
 *     part(t, d) = weight·idf(t)·tf / (tf + k1·((1 - b) + b·L/avgL))
 *
 * Robertson et al., Okapi at TREC-3, 1994; the form without (k1 + 1) of Kamphuis et al. 2020
 * (doi 10.1007/978-3-030-45442-5_4). The idf is negative for terms in more than half of the documents. Terrier
 * leaves it so, as this does; bm25s raises it to 0, as `floor: 0` does.
 */
import { optionError } from '@reprise/spec';
import { createSimilarity, type Similarity } from '../similarity.js';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.js';

export interface RobertsonOptions extends Bm25Parameters {
  /** Least idf of a term. Default: none (Terrier). */
  readonly floor?: number;
}

export function robertson(options: RobertsonOptions = {}): Similarity {
  const { k1, b } = bm25Parameters(options);
  const { floor = Number.NEGATIVE_INFINITY } = options;
  if (!(floor < Number.POSITIVE_INFINITY)) throw optionError('floor', floor, 'a finite number');

  return createSimilarity({
    name: 'robertson',
    takesFinal: true,
    bind: ({ documents, averageLength }) => ({
      norm: (length) => k1 * (1 - b + (b * length) / averageLength),
      term: ({ weight, final, documentFrequency: n }) => {
        const idf = final ? 1 : Math.max(floor, Math.log((documents - n + 0.5) / (n + 0.5)));
        const w = weight * idf;
        return (frequency, norm) => (w * frequency) / (frequency + norm);
      },
    }),
  });
}
