import { openGeneration } from '@reprise/storage';
import type { DenseIndex } from './dense-index.js';
import { graphFormat } from './graph-format.js';
import { readLinks } from './open-hnsw.js';

/** What a sound graph holds. */
export interface HnswSummary {
  readonly documents: number;
  readonly connectivity: number;
  /** Size of all files. */
  readonly bytes: number;
}

/**
 * Reads every byte of a saved graph, checks all links and that it is of `index`; usearch is not needed. Fails with
 * `CORRUPT_FILE` at the first fault, or as `openHnsw` does.
 */
export async function verifyHnsw(
  directory: string,
  index: DenseIndex,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<HnswSummary> {
  const documents = index.with({});
  const generation = await openGeneration(directory, { ...graphFormat, ...(signal && { signal }) });
  try {
    for (const file of generation.fileNames) await (await generation.open(file)).verify(signal);
    const { settings } = await readLinks(generation, documents, signal);
    return Object.freeze({
      documents: documents.size,
      connectivity: settings.connectivity,
      bytes: generation.byteLength,
    });
  } finally {
    await generation.close();
  }
}
