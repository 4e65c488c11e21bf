import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pacer, throwIfAborted } from '@reprise/spec';
import { fileError } from './file-error.js';

/** Where text goes: a path (packed if it ends in `.gz`), or a stream, which is left open. */
export type Target = string | Writable;

/** Characters handed on at once. */
const batch = 64 * 1024;

/**
 * Writes a text whole or not at all: into a file beside the target that takes its name when it is complete
 * and on the disk. A device or a pipe is written to directly, a symbolic link stays one.
 */
export async function writeText(
  target: Target,
  pieces: AsyncIterable<string> | Iterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  await writeWhole(target, batches(pieces, signal));
}

/** The same of chunks as they come. */
export async function writeWhole(target: Target, chunks: AsyncIterable<string | Uint8Array>): Promise<void> {
  if (typeof target !== 'string') {
    await pipeline(chunks, target, { end: false }).catch((cause: unknown) => {
      throw fileError('the output', 'write', cause);
    });
    return;
  }
  try {
    const { path, special } = await destination(target);
    const written = special
      ? path
      : join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
    try {
      // Opened before the first chunk is asked for: a stream that opens by itself may make the file after it was removed.
      const file = (await open(written, special ? 'a' : 'wx')).createWriteStream({ flush: !special });
      if (target.endsWith('.gz')) await pipeline(chunks, createGzip(), file);
      else await pipeline(chunks, file);
      if (!special) await rename(written, path);
    } catch (cause) {
      if (!special) await rm(written, { force: true });
      throw cause;
    }
  } catch (cause) {
    throw fileError(target, 'write', cause);
  }
}

async function destination(target: string): Promise<{ path: string; special: boolean }> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return { path: target, special: false };
  const special = target.startsWith('/dev/') || (!found.isFile() && !found.isDirectory());
  return { path: special ? target : await realpath(target), special };
}

async function* batches(
  pieces: AsyncIterable<string> | Iterable<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const pace = pacer(signal);
  let text = '';
  for await (const piece of pieces) {
    throwIfAborted(signal);
    text += piece;
    if (text.length < batch) continue;
    await pace();
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
