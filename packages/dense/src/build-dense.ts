import type { Document } from '@reprise/spec';
import { type BuildOptions, buildData } from './build-data.js';
import { DenseIndex } from './dense-index.js';

/**
 * Builds an index in memory from vectors in any order, all of one space and length. Fails with `DUPLICATE_ID`, `INVALID_ID`,
 * `INVALID_INPUT` (numbers must be finite; under cosine no vector may be zero), `SPACE_MISMATCH`, `DIMENSION_MISMATCH`,
 * `LIMIT_EXCEEDED` (rows above 4 GiB) or `ABORTED`.
 */
export async function buildDense(
  documents: AsyncIterable<Document<'vector'>> | Iterable<Document<'vector'>>,
  options: BuildOptions = {},
): Promise<DenseIndex> {
  return new DenseIndex(await buildData(documents, options));
}
