import { join } from 'node:path';
import { openSparse, type SparseIndex } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';

/**
 * Where in a user's index folder the inverted index lies. Indexes of other kinds will lie beside it.
 */
export const sparseFolder = (directory: string): string => join(directory, 'sparse');

/** Opens the index of a folder; a folder without one is named with the command that makes it. */
export async function openIndex(directory: string, signal?: AbortSignal): Promise<SparseIndex> {
  try {
    return await openSparse(sparseFolder(directory), signal === undefined ? {} : { signal });
  } catch (cause) {
    if (!RepriseError.isInstance(cause) || cause.code !== 'NOT_FOUND') throw cause;
    throw new RepriseError(
      'NOT_FOUND',
      `there is no index in ${directory}: make one with reprise index --input FOLDER --index ${directory}`,
      { cause, details: { path: directory } },
    );
  }
}
