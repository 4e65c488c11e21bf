import { type Document, optionError, type RunOptions } from '@reprise/spec';
import { buildData } from './build-data.js';
import { checkWhole } from './check-whole.js';
import { MultivectorIndex } from './multivector-index.js';
import type { PoolFactor } from './pool-rows.js';
import { type Precision, precisions } from './precision.js';

export interface BuildOptions extends RunOptions {
  /** How rows are stored, and so what scores are of. Default `'f32'`. */
  readonly precision?: Precision;
  /** How many centroids, at most one a row. Default 2^⌊log₂(16·√rows)⌋ (PLAID). */
  readonly centroids?: number;
  /**
   * How many rows of a document become one, about: 1 to 4. Default 1, none. A pooled row keeps the token id of its
   * first member.
   */
  readonly pool?: PoolFactor;
  /** Whether a document replaces an earlier one of its id, instead of being refused. Default false. */
  readonly replace?: boolean;
}

/**
 * Builds an index in memory from token matrices in any order, all of one space and width. Fails with `DUPLICATE_ID`,
 * `INVALID_ID`, `INVALID_INPUT` (a document has rows, of finite numbers), `SPACE_MISMATCH`, `DIMENSION_MISMATCH`,
 * `LIMIT_EXCEEDED` (rows above 4 GiB), `IO_FAILED` (more than 256 MiB of rows wait in a temporary file) or `ABORTED`.
 */
export async function buildMultivector(
  documents: AsyncIterable<Document<'tokens'>> | Iterable<Document<'tokens'>>,
  options: BuildOptions = {},
): Promise<MultivectorIndex> {
  const { precision = 'f32', centroids, pool = 1, replace = false } = options;
  if (!precisions.includes(precision)) {
    throw optionError('precision', precision, `one of ${precisions.join(', ')}`);
  }
  if (centroids !== undefined) checkWhole('centroids', centroids, 1);
  if (![1, 2, 3, 4].includes(pool)) throw optionError('pool', pool, '1, 2, 3 or 4');
  const settings = { space: '', dimensions: 0, precision, centroids: centroids ?? 0, pool };
  return new MultivectorIndex(await buildData(settings, { ...options, documents, gone: new Set(), replace }));
}
