import { realpath, rename, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Target } from '@reprise/datasets';
import { isDevice, print, writeError } from './io.js';

/** Writes to a stream, or a file that appears whole or not at all, packed if its name ends in `.gz`. */
export async function writeTo(target: Target, text: string): Promise<void> {
  if (typeof target !== 'string') return print(target, text);
  const content = target.endsWith('.gz') ? gzipSync(text) : text;
  // A symbolic link stays one.
  const path = await realpath(target).catch(() => target);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    if (await isDevice(path)) return await writeFile(path, content);
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw writeError(target, cause);
  }
}
