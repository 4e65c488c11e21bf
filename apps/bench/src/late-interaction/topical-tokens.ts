import { euclideanNorm } from '@reprise/kernels';
import type { Document, Query } from '@reprise/spec';
import { numbersBelowOne } from '../synthetic.js';

/** Made-up token rows of length 1, as a late-interaction model would give them, with ids. */
export interface TopicalTokens {
  readonly documents: readonly Document<'tokens'>[];
  readonly queries: readonly Query<'tokens'>[];
  /** Of all documents. */
  readonly rows: number;
}

/** Rows of a query, as ColBERT fills it up. */
export const queryRows = 32;

const queryCount = 10;
const topics = 256;
const wordsOfATopic = 64;
const space = 'bench';

/**
 * Documents of 100 to 176 rows (138 in the mean) about two topics each, and ten queries likewise. A row is the word's vector
 * with the topic's and noise added, so that rows of one word lie together, and nearer where the topic is the same.
 */
export function topicalTokens(count: number, dimensions: number): TopicalTokens {
  const below = numbersBelowOne(5);
  const scale = Math.sqrt(12 / dimensions);
  /** Of length 1, about. */
  const noise = (): number => (below() - 0.5) * scale;
  const vectors = (size: number): Float32Array => new Float32Array(size * dimensions).map(noise);
  const [topicVectors, wordVectors] = [vectors(topics), vectors(topics * wordsOfATopic)];
  const any = (size: number): number => Math.floor(below() * size);
  const matrix = (size: number) => {
    const data = new Float32Array(size * dimensions);
    const ids = new Int32Array(size);
    const own = [any(topics), any(topics)];
    for (let row = 0; row < size; row++) {
      const topic = own[any(2)]!;
      // One word in four is from elsewhere; low numbers are frequent.
      const word =
        (below() < 0.25 ? any(topics) : topic) * wordsOfATopic + Math.floor(wordsOfATopic ** below());
      ids[row] = word;
      const values = data.subarray(row * dimensions, (row + 1) * dimensions);
      for (let d = 0; d < dimensions; d++) {
        values[d] =
          wordVectors[word * dimensions + d]! + 0.6 * topicVectors[topic * dimensions + d]! + 0.6 * noise();
      }
      const length = euclideanNorm(values);
      for (let d = 0; d < dimensions; d++) values[d]! /= length;
    }
    return { space, dimensions, data, weights: new Float32Array(size).fill(1), ids };
  };
  const documents = Array.from({ length: count }, (_, i) => ({ id: `d${i}`, tokens: matrix(100 + any(77)) }));
  return {
    documents,
    queries: Array.from({ length: queryCount }, (_, i) => ({ id: `q${i}`, tokens: matrix(queryRows) })),
    rows: documents.reduce((sum, { tokens }) => sum + tokens.weights.length, 0),
  };
}
