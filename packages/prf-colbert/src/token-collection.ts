import type { RunOptions } from '@reprise/spec';

/** What ColBERT-PRF asks of a collection of token rows. An index that holds them is one. */
export interface TokenCollection {
  /** Which encoder made the rows. */
  readonly space: string;
  /** N, the number of documents. */
  readonly documents: number;
  /** T, the number of stored token rows. */
  readonly occurrences: number;
  /** How many documents hold the token; 0 for an unknown one. */
  readonly documentFrequency: (token: number) => number;
  /** How many stored rows are of the token; 0 for an unknown one. */
  readonly collectionFrequency: (token: number) => number;
  /** Token ids of the `count` stored rows nearest to each of the rows (inner product), nearest first; equal ones by row number. */
  readonly nearestTokens: (
    rows: Float32Array,
    count: number,
    options?: RunOptions,
  ) => Promise<readonly Int32Array[]>;
  /** The word piece, where the collection knows it. */
  readonly label: (token: number) => string | undefined;
}
