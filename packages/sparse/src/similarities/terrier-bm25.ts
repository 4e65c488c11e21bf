/**
 * BM25 as Terrier computes it, with the query's side of the formula:
 *
 *     part(t, d) = idf(t)·(k1 + 1)·tf / (tf + k1·((1 - b) + b·L/avgL))·(k3 + 1)·w / (k3 + w)
 *     idf(t)     = log2((N - n + 0.5) / (n + 0.5))
 *
 * w: the query weight divided by the query's largest. The idf is negative for terms in more than half of the
 * documents. Robertson et al., Okapi at TREC-3, 1994. Reference: org.terrier.matching.models.BM25, Terrier 5.11,
 * whose parameters are the defaults.
 *
 * Departure: a negative w counts by its size and keeps its sign, where Terrier's formula would grow without bound.
 */
import { optionError } from '@reprise/spec';
import { createSimilarity, type Similarity } from '../similarity.js';
import { bm25Parameters } from './bm25-parameters.js';
import { terrierCollection } from './terrier-collection.js';

export interface TerrierBm25Options {
  /** How soon repetitions of a term in a document stop counting, at least 0. Default 1.2 (Terrier). */
  readonly k1?: number;
  /** How much a document's length counts, from 0 to 1. Default 0.75 (Terrier). */
  readonly b?: number;
  /** How soon repetitions of a term in the query stop counting, at least 0; 0 ignores them. Default 8 (Terrier). */
  readonly k3?: number;
}

export function terrierBm25(options: TerrierBm25Options = {}): Similarity {
  const { k1, b } = bm25Parameters({ k1: 1.2, b: 0.75, ...options });
  const { k3 = 8 } = options;
  if (!(k3 >= 0 && k3 < Number.POSITIVE_INFINITY))
    throw optionError('k3', k3, 'a finite number of at least 0');

  return createSimilarity({
    name: 'terrierBm25',
    takesFinal: true,
    bind: (collection) => {
      const { documents, averageLength } = terrierCollection(collection);
      return {
        norm: (length) => k1 * (1 - b + (b * length) / averageLength),
        term: ({ relativeWeight, final, documentFrequency: n }) => {
          const idf = final ? 1 : Math.log2((documents - n + 0.5) / (n + 0.5));
          const asked = ((k3 + 1) * relativeWeight) / (k3 + Math.abs(relativeWeight));
          const w = idf * asked * (k1 + 1);
          return (frequency, norm) => (w * frequency) / (frequency + norm);
        },
      };
    },
  });
}
