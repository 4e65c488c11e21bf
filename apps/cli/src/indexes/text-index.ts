import { join, resolve } from 'node:path';
import { openSparse, type SparseIndex } from '@reprise/sparse';
import { RepriseError } from '@reprise/spec';
import { type Analyzer, analyzer } from '@reprise/text';
import { shellWord } from '../shell-word.js';
import { UsageError } from '../usage-error.js';

/**
 * Where in a user's index folder the inverted index lies. Indexes of encoded documents lie beside it.
 */
export const sparseFolder = (directory: string): string => join(directory, 'sparse');

/** The file that says which files are the index, with the checksums of all of them. */
export const currentFile = (directory: string): string => resolve(sparseFolder(directory), 'CURRENT');

/** Opens the index of a folder; a folder without one is named with the command that makes it. */
export async function openIndex(directory: string, signal?: AbortSignal): Promise<SparseIndex> {
  try {
    return await openSparse(sparseFolder(directory), signal === undefined ? {} : { signal });
  } catch (cause) {
    if (!RepriseError.isInstance(cause) || cause.code !== 'NOT_FOUND') throw cause;
    throw new RepriseError(
      'NOT_FOUND',
      `there is no index in ${directory}: make one with reprise index --input FOLDER --index ${shellWord(directory)}`,
      { cause, details: { path: directory } },
    );
  }
}

/** The analyzer that made the index makes the queries too. */
export async function analyzerOf(index: SparseIndex): Promise<Analyzer> {
  if (index.analyzer !== undefined) return analyzer(index.analyzer);
  throw new UsageError(
    'this index was built from terms, not from text, so text cannot be searched in it: use its package from a program',
  );
}
