import type { Block } from './kernels.js';

/**
 * Documents of several rows scored against the rows of one query: Σ wᵢ · maxⱼ qᵢ·xⱼ, each qᵢ·xⱼ as `dot` gives it, the sum
 * in float64 and in order. A document has the same score alone and among others.
 */
export interface MaxSimScan {
  /** Float32 rows one after another, each `stride` long; int16 for `maxSimInt8`. */
  readonly query: Block;
  readonly queryRows: number;
  /** Float32, one for each query row; for `maxSimInt8` times the row's scale of `quantiseQuery`. */
  readonly weights: Block;
  /** The documents' rows, each `stride` float32 values; int8 for `maxSimInt8`. */
  readonly rows: Block;
  /** Values in a row, a multiple of 16, filled up with 0: see `paddedLength`. */
  readonly stride: number;
  /** Uint32 [documentCount][2]: a document's first row and how many it has. Without rows its score is 0. */
  readonly ranges: Block;
  readonly documentCount: number;
  /** Takes float32 [documentCount], higher is nearer. */
  readonly scores: Block;
}

export interface Int8MaxSimScan extends MaxSimScan {
  /** Float32, one for each row from row 0 on: what `quantiseInt8` returned. */
  readonly scales: Block;
}
