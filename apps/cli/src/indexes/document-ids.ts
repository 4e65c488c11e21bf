import { IdTable, openGeneration } from '@reprise/storage';
import { sparseFolder } from './text-index.js';

/**
 * The ids of all documents of a folder's index, ascending by their UTF-8 bytes, as its file lists them: an open index answers for
 * ids that it is asked for and lists none.
 */
export async function documentIds(directory: string, signal: AbortSignal): Promise<readonly string[]> {
  const generation = await openGeneration(sparseFolder(directory), {
    format: 'reprise.sparse',
    version: 1,
    signal,
  });
  try {
    const file = await generation.open('segment-1');
    const offsets = await file.read('id-offsets');
    const ids = IdTable.fromSections(await file.read('ids'), new Uint32Array(offsets.buffer), file.path);
    return Array.from({ length: ids.size }, (_, i) => ids.id(i));
  } finally {
    await generation.close();
  }
}
