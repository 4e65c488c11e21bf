import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareIds, throwIfAborted } from '@reprise/spec';
import { fileError } from './file-error.js';

/**
 * The files under a folder as paths relative to it, with `/`, sorted by their bytes. Hidden files and
 * folders and `node_modules` are left out; symbolic links are not followed.
 */
export async function listFiles(
  folder: string,
  accept: (path: string) => boolean,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let within = folders.pop(); within !== undefined; within = folders.pop()) {
    throwIfAborted(signal);
    for (const entry of await entriesOf(join(folder, within))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && accept(path)) found.push(path);
    }
  }
  return found.sort(compareIds);
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw fileError(folder, 'read', cause);
  }
}
