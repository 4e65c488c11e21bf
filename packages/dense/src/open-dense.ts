import { optionError } from '@reprise/spec';
import { openGeneration } from '@reprise/storage';
import { DenseIndex } from './dense-index.js';
import { format } from './format.js';
import { loadDense } from './load-dense.js';

export interface OpenOptions {
  /**
   * Of an index of codes: where the vectors themselves lie. `'disk'` keeps only the codes in memory and reads vectors for
   * candidates and feedback alone (the two grains of BiDR). Default `'memory'`.
   */
  readonly vectors?: 'memory' | 'disk';
  /** Of codes: how many candidates are scored exactly where k is not more; at least 1. Default 200 for int8, 300 for int4, 1000 for binary. */
  readonly candidates?: number;
  /** Aborting rejects the call with code `ABORTED`. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a saved index. Close it when done where the vectors stay on disk. Fails with `NOT_FOUND`, `CORRUPT_FILE`, `UNSUPPORTED_FORMAT`, `IO_FAILED`,
 * `LIMIT_EXCEEDED` or `ABORTED`.
 */
export async function openDense(directory: string, options: OpenOptions = {}): Promise<DenseIndex> {
  const { vectors = 'memory', candidates, signal } = options;
  if (vectors !== 'memory' && vectors !== 'disk') throw optionError('vectors', vectors, "'memory' or 'disk'");
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    const data = await loadDense(generation, vectors);
    if (data.exact.inMemory) await generation.close();
    return new DenseIndex(data, candidates === undefined ? {} : { candidates });
  } catch (error) {
    await generation.close();
    throw error;
  }
}
