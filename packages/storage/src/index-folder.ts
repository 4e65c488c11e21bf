/**
 * Names in the folder of an index, and the removal of what is left of old or unfinished generations:
 *
 *     CURRENT            which generation is the index
 *     CURRENT.tmp        the next CURRENT, before it is renamed
 *     gen-7/             files of generation 7
 *     LOCK.…             a save is under way
 */
import { join } from 'node:path';
import { magic } from './container-layout.js';
import { readFully, withFile } from './file-bytes.js';
import { type FileSystem, ignoringFailure } from './file-system.js';

export const currentPath = (directory: string): string => join(directory, 'CURRENT');
export const nextCurrentPath = (directory: string): string => join(directory, 'CURRENT.tmp');
export const generationPath = (directory: string, number: number): string => join(directory, `gen-${number}`);

/** `gen-7` → 7; undefined for any other name. */
export function generationNumber(name: string): number | undefined {
  const digits = /^gen-([1-9][0-9]{0,14})$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * True for what we may have written: a container, or the beginning of one that a crash cut short. A file
 * system may leave zeros where the content did not reach the disk.
 */
export function isOurs(files: FileSystem, path: string): Promise<boolean> {
  return withFile(files, path, async (file) => {
    const start = new Uint8Array(magic.length);
    const found = start.subarray(0, await readFully(file, start, 0));
    return found.every((byte, i) => byte === magic[i]) || found.every((byte) => byte === 0);
  });
}

/** Removes a generation's folder and files. What is not ours stays, and so does its folder. */
export async function removeGeneration(files: FileSystem, directory: string, number: number): Promise<void> {
  const folder = generationPath(directory, number);
  const removal = async (): Promise<void> => {
    for (const name of await files.list(folder)) {
      const path = join(folder, name);
      if (await isOurs(files, path)) await files.removeFile(path);
    }
    await files.removeFolder(folder);
  };
  await ignoringFailure(removal());
}
