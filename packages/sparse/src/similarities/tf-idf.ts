/**
 * tf-idf with Robertson's tf, as Terrier's TF_IDF:
 *
 *     part(t, d) = weight·log2(N / n + 1)·k1·tf / (tf + k1·((1 - b) + b·L/avgL))
 *
 * Reference: org.terrier.matching.models.TF_IDF, Terrier 5.11, whose k1 and b are the defaults.
 *
 * Departure: N and avgL leave out documents without a term, which Terrier counts.
 */
import { createSimilarity, type Similarity } from '../similarity.js';
import { bm25Parameters } from './bm25-parameters.js';

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
    bind: ({ documents, averageLength }) => ({
      norm: (length) => k1 * (1 - b + (b * length) / averageLength),
      term: ({ weight, documentFrequency: n }) => {
        const w = weight * Math.log2(documents / n + 1) * k1;
        return (frequency, norm) => (w * frequency) / (frequency + norm);
      },
    }),
  });
}
