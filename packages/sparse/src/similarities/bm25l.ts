/**
 * BM25L, kinder to long documents:
 *
 *     part(t, d) = weight·ln((N + 1) / (n + 0.5))·(k1 + 1)(c + delta) / (k1 + c + delta)
 *     c          = tf / ((1 - b) + b·L/avgL)
 *
 * Lv and Zhai, When documents are very long, BM25 fails!, SIGIR 2011. The sum runs over terms that the document
 * holds, as in the paper; bm25s also gives delta to documents without the term.
 */
import { optionError } from '@reprise/spec';
import { createSimilarity, type Similarity } from '../similarity.js';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.js';

export interface Bm25LOptions extends Bm25Parameters {
  /** What an occurrence counts beyond its normalised frequency, at least 0. Default 0.5 (the paper). */
  readonly delta?: number;
}

export function bm25l(options: Bm25LOptions = {}): Similarity {
  const { k1, b } = bm25Parameters(options);
  const { delta = 0.5 } = options;
  if (!(delta >= 0 && delta < Number.POSITIVE_INFINITY))
    throw optionError('delta', delta, 'a finite number of at least 0');

  return createSimilarity({
    name: 'bm25l',
    takesFinal: true,
    bind: ({ documents, averageLength }) => ({
      norm: (length) => 1 - b + (b * length) / averageLength,
      term: ({ weight, final, documentFrequency: n }) => {
        const w = weight * (final ? 1 : Math.log((documents + 1) / (n + 0.5))) * (k1 + 1);
        return (frequency, norm) => {
          const c = frequency / norm + delta;
          return (w * c) / (k1 + c);
        };
      },
    }),
  });
}
