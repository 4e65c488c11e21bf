import type { Block } from './kernels.js';

/**
 * Documents whose rows are known by codes, as by the number of a centroid: Σᵢ wᵢ · maxⱼ P[cⱼ][i] over products that are there
 * already, summed in float32. −∞ for a document without rows, or of whose rows none is considered.
 */
export interface LookupScan {
  /** Float32 [codes][stride]: of each code with each query row, filled up with 0. */
  readonly products: Block;
  /** Different codes: those of rows are below it. */
  readonly codeCount: number;
  /** Float32 [stride], one for each query row, filled up with 0. */
  readonly weights: Block;
  /** Query rows, filled up to a multiple of 16: see `paddedLength`. */
  readonly stride: number;
  /** Uint32, one for each row. */
  readonly codes: Block;
  /** A byte a code, 0 where rows of it are passed over. Default: all are considered. */
  readonly considered?: Block;
  /** Uint32 [documentCount][2]: a document's first row and how many it has. */
  readonly ranges: Block;
  readonly documentCount: number;
  /** Takes float32 [documentCount], higher is nearer. */
  readonly scores: Block;
}
