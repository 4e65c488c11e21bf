import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepriseError } from '@reprise/spec';

/** For usearch, which reads and writes files alone. Failures of the file calls are `IO_FAILED`; the file is gone afterwards. */
export async function withTemporaryFile<T>(use: (path: string) => Promise<T>): Promise<T> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'reprise-hnsw-'));
    return await use(join(folder, 'graph'));
  } catch (cause) {
    if (RepriseError.isInstance(cause)) throw cause;
    throw new RepriseError(
      'IO_FAILED',
      `the temporary file for the graph in ${tmpdir()} failed (${cause instanceof Error ? cause.message : String(cause)}): ` +
        'make room there',
      { cause, details: { path: tmpdir() } },
    );
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
