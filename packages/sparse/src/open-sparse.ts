import { openGeneration } from '@reprise/storage';
import { format } from './format.js';
import { loadSparse } from './load-sparse.js';
import { bm25 } from './similarities/bm25.js';
import type { Similarity } from './similarity.js';
import { SparseIndex } from './sparse-index.js';

export interface OpenOptions {
  /** What the index scores by. Default `bm25()`. */
  readonly similarity?: Similarity;
  /** Aborting rejects the call with code `ABORTED`. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a saved index. Close it when done: its file stays open for texts and term vectors. Fails with `NOT_FOUND`,
 * `CORRUPT_FILE`, `UNSUPPORTED_FORMAT`, `IO_FAILED` or `ABORTED`.
 */
export async function openSparse(directory: string, options: OpenOptions = {}): Promise<SparseIndex> {
  const { similarity = bm25(), signal } = options;
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    return new SparseIndex(await loadSparse(generation), similarity);
  } catch (error) {
    await generation.close();
    throw error;
  }
}
