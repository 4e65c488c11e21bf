import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { writeError } from './io.js';

/** Whether a path is a device or a pipe, which has no file to stand beside it or to take its place. */
export async function isDevice(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** The file appears whole or not at all, packed if its name ends in `.gz`. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const content = path.endsWith('.gz') ? gzipSync(text) : text;
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    if (await isDevice(path)) return await writeFile(path, content);
    await writeFile(temporary, content, { flush: true });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw writeError(path, cause);
  }
}
