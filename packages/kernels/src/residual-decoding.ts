import type { Block } from './kernels.js';

/** Rows stored as a centroid's number and a code for each dimension: centroid + scale · table[code], in float32. */
export interface ResidualDecoding {
  /** `bits` for a dimension, lowest bits of a byte first, stride × bits / 8 bytes for a row. */
  readonly codes: Block;
  /** Float32, one for each row. */
  readonly scales: Block;
  /** Uint32, one for each row. */
  readonly centroidIds: Block;
  /** Float32 rows of `stride` values. */
  readonly centroids: Block;
  /** Float32 [2 ** bits]: what a code adds, times the scale. */
  readonly table: Block;
  readonly bits: 1 | 2 | 4;
  /** The row of `codes`, `scales` and `centroidIds` to begin with. Default 0. */
  readonly firstRow?: number;
  readonly rowCount: number;
  /** Values in a row, a multiple of 16. */
  readonly stride: number;
  /** Values beyond these become 0. At most `stride`. */
  readonly dimensions: number;
  /** Takes float32 [rowCount][stride]. */
  readonly target: Block;
}
