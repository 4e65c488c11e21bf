import { openGeneration } from '@reprise/storage';
import { format } from './format.js';
import { loadMultivector } from './load-multivector.js';
import { MultivectorIndex } from './multivector-index.js';

/**
 * Opens a saved index: all of it is read into memory, and no file stays open. Fails with `NOT_FOUND`, `CORRUPT_FILE`,
 * `UNSUPPORTED_FORMAT`, `IO_FAILED`, `LIMIT_EXCEEDED` or `ABORTED`.
 */
export async function openMultivector(
  directory: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<MultivectorIndex> {
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    return new MultivectorIndex(await loadMultivector(generation));
  } finally {
    await generation.close();
  }
}
