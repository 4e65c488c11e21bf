import type { Kernels } from '@reprise/kernels';
import type { IdTable } from '@reprise/storage';
import type { Shape } from './check-vector.js';
import type { ExactVectors } from './exact-vectors.js';
import type { Rows } from './rows.js';

/**
 * All that an index knows. Documents are numbered in the order of their ids' UTF-8 bytes: equal scores then order by number.
 */
export interface DenseData extends Shape {
  /** Dimensions of the vectors as they come; `dimensions` of them are kept. 0 while there never was one. */
  readonly given: number;
  readonly ids: IdTable;
  readonly kernels: Kernels;
  /** What is scanned. */
  readonly rows: Rows;
  readonly exact: ExactVectors;
  readonly close: () => Promise<void>;
}
