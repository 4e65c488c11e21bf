/**
 * tf-idf with Robertson's tf, as Terrier's TF_IDF:
 *
 *     part(t, d) = w·log2(N / n + 1)·k1·tf / (tf + k1·((1 - b) + b·L/avgL))
 *
 * w: the query weight divided by the query's largest. Reference: org.terrier.matching.models.TF_IDF, Terrier 5.11,
 * whose k1 and b are the defaults.
 *
 * No departures.
 */
import { createSimilarity, type Similarity } from '../similarity.js';
import { bm25Parameters } from './bm25-parameters.js';
import { terrierCollection } from './terrier-collection.js';

export interface TfIdfOptions {
  /** How soon repetitions of a term stop counting, at least 0. Default 1.2 (Terrier). */
  readonly k1?: number;
  /** How much a document's length counts, from 0 to 1. Default 0.75 (Terrier). */
  readonly b?: number;
}

export function tfIdf(options: TfIdfOptions = {}): Similarity {
  const { k1, b } = bm25Parameters({ k1: 1.2, b: 0.75, ...options });

  return createSimilarity({
    name: 'tfIdf',
    takesFinal: true,
    bind: (collection) => {
      const { documents, averageLength } = terrierCollection(collection);
      return {
        norm: (length) => k1 * (1 - b + (b * length) / averageLength),
        term: ({ relativeWeight, final, documentFrequency: n }) => {
          const w = relativeWeight * (final ? 1 : Math.log2(documents / n + 1)) * k1;
          return (frequency, norm) => (w * frequency) / (frequency + norm);
        },
      };
    },
  });
}
