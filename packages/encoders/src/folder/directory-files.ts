import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { lockName, parseLock } from './lock.js';
import type { ModelFiles } from './model-files.js';

/** The largest ONNX file that its format allows, and what one read may bring into memory. */
const largestFile = 2 ** 31 - 1;

/**
 * A folder on disk. Links are followed: the cache of the Hugging Face hub is made of them. Fails with `NOT_FOUND`
 * where there is no folder, `LIMIT_EXCEEDED` for a file above 2 GiB, `IO_FAILED` for one that cannot be read.
 */
export async function filesInDirectory(directory: string): Promise<ModelFiles> {
  const found = await stat(directory).catch(() => undefined);
  if (found === undefined || !found.isDirectory()) {
    throw new RepriseError('NOT_FOUND', `there is no folder ${directory}: give the folder of a model`, {
      details: { path: directory },
    });
  }
  const lockBytes = await readWhole(join(directory, lockName));
  const lock = lockBytes === undefined ? undefined : parseLock(lockBytes);
  const locked = new Map(lock?.files.map(({ path, sha256 }) => [path, sha256]));
  return Object.freeze({
    name: directory,
    read: async (path: string) => {
      const bytes = await readWhole(join(directory, path));
      const expected = locked.get(path);
      if (expected !== undefined) checkLocked(bytes, expected, path, directory);
      return bytes;
    },
    list: () => listFiles(directory),
  });
}

/** A file that was fetched has to be what it was then, and to be there: without it the folder may mean something else. */
function checkLocked(bytes: Uint8Array | undefined, expected: string, path: string, directory: string): void {
  const found = bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
  if (found === expected) return;
  throw new RepriseError(
    'CORRUPT_FILE',
    `${path} of ${directory} ${found === undefined ? 'is missing' : 'has changed'} since it was fetched: fetch the model again`,
    { details: { path, expected, found } },
  );
}

async function readWhole(path: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > largestFile) {
      throw new RepriseError(
        'LIMIT_EXCEEDED',
        `${path} has ${size} bytes and a model file may have ${largestFile}: use sharded safetensors`,
        { details: { path, size, limit: largestFile } },
      );
    }
    return await readFile(path);
  } catch (cause) {
    if (RepriseError.isInstance(cause)) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new RepriseError('IO_FAILED', `${path} cannot be read: ${(cause as Error).message}`, {
      details: { path },
      cause,
    });
  }
}

/** Two levels deep, which is as deep as model folders are. */
async function listFiles(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await readdir(directory)) {
    const inside = await readdir(join(directory, name)).catch(() => undefined);
    if (inside === undefined) found.push(name);
    else found.push(...inside.map((child) => `${name}/${child}`));
  }
  return found.map((path) => path.split(sep).join('/')).sort();
}
