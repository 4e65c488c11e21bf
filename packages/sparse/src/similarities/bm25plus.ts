/**
 * BM25+, with a least worth for any occurrence:
 *
 *     part(t, d) = weight·ln((N + 1) / n)·(delta + (k1 + 1)·tf / (tf + k1·((1 - b) + b·L/avgL)))
 *
 * Lv and Zhai, Lower-bounding term frequency normalization, CIKM 2011. The sum runs over terms that the document
 * holds, as in the paper. bm25s also gives delta to documents without the term, where it cannot change an order.
 */
import { optionError } from '@reprise/spec';
import { createSimilarity, type Similarity } from '../similarity.js';
import { type Bm25Parameters, bm25Parameters } from './bm25-parameters.js';

export interface Bm25PlusOptions extends Bm25Parameters {
  /** Least worth of an occurrence in units of idf, at least 0. Default 1 (the paper). */
  readonly delta?: number;
}

export function bm25plus(options: Bm25PlusOptions = {}): Similarity {
  const { k1, b } = bm25Parameters(options);
  const { delta = 1 } = options;
  if (!(delta >= 0 && delta < Number.POSITIVE_INFINITY))
    throw optionError('delta', delta, 'a finite number of at least 0');

  return createSimilarity({
    name: 'bm25plus',
    takesFinal: true,
    bind: ({ documents, averageLength }) => ({
      norm: (length) => k1 * (1 - b + (b * length) / averageLength),
      term: ({ weight, final, documentFrequency: n }) => {
        const w = weight * (final ? 1 : Math.log((documents + 1) / n));
        return (frequency, norm) => w * (delta + ((k1 + 1) * frequency) / (frequency + norm));
      },
    }),
  });
}
