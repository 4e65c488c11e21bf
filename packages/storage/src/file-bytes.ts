import { RepriseError } from '@reprise/spec';
import { type FileSystem, ignoringFailure, type OpenFile } from './file-system.js';

/** Opens a file for reading and closes it whatever happens. */
export async function withFile<T>(
  files: FileSystem,
  path: string,
  use: (file: OpenFile) => Promise<T>,
): Promise<T> {
  const file = await files.open(path, 'read');
  try {
    return await use(file);
  } finally {
    await ignoringFailure(file.close());
  }
}

/** Fills `target` from byte `position` on, or as much of it as the file has; the number of bytes read. */
export async function readFully(file: OpenFile, target: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const read = await file.read(target.subarray(filled), position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}

/** Makes a file of what `fill` appends, and waits until it is on the disk. */
export async function createFile<T>(
  files: FileSystem,
  path: string,
  fill: (append: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const file = await files.open(path, 'create');
  try {
    const result = await fill((bytes) => writeFully(file, bytes, path));
    await file.sync();
    await file.close();
    return result;
  } catch (error) {
    await ignoringFailure(file.close());
    throw error;
  }
}

/** Systems may take a part of the bytes only. */
async function writeFully(file: OpenFile, bytes: Uint8Array, path: string): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes.subarray(written));
    if (count === 0) {
      throw new RepriseError('IO_FAILED', `cannot write ${path}: the system took no byte of it`, {
        details: { path, operation: 'write', offset: written },
      });
    }
    written += count;
  }
}
