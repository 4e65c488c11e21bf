import { Buffer } from 'node:buffer';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type ProgressEvent, RepriseError, type RunOptions, throwIfAborted } from '@reprise/spec';
import { fileError } from './file-error.js';

/** Where bytes come from: the path of a file, or bytes already under way such as standard input. */
export type Source = string | AsyncIterable<Uint8Array>;

/** How messages name a source. */
export const nameOf = (source: Source): string => (typeof source === 'string' ? source : 'stream');

/** Size of one read in bytes: large enough to be fast, small enough to stop soon when aborted. */
export const chunkSize: number = 256 * 1024;

export interface ByteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told of every piece read, in bytes as stored: compressed ones count compressed. */
  readonly onBytes?: ((count: number) => void) | undefined;
}

/** Byte options of a call that reads one source alone: progress out of the file's size where it has one. */
export async function byteOptions(source: Source, options: RunOptions): Promise<ByteOptions> {
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  const total = typeof source === 'string' ? await sizeOf(source) : undefined;
  return { signal, onBytes: onProgress && byteMeter(onProgress, total) };
}

/** Adds up what was read and tells `onProgress`. `total` in bytes, where known. */
export function byteMeter(
  onProgress: (event: ProgressEvent) => void,
  total: number | undefined,
): (count: number) => void {
  let done = 0;
  return (count) => {
    done += count;
    onProgress({
      kind: 'progress',
      stage: 'read',
      unit: 'bytes',
      done,
      ...(total !== undefined && { total }),
    });
  };
}

export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw fileError(path, 'read', cause);
  }
}

/** The stored bytes of a source, not unpacked. */
export async function* storedBytes(source: Source, options: ByteOptions): AsyncGenerator<Buffer> {
  for await (const chunk of typeof source === 'string' ? fileBytes(source) : streamBytes(source)) {
    throwIfAborted(options.signal);
    options.onBytes?.(chunk.length);
    yield chunk;
  }
}

async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    while (true) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkSize), 0, chunkSize);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (cause) {
    throw fileError(path, 'read', cause);
  } finally {
    await file?.close();
  }
}

async function* streamBytes(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source as AsyncIterable<unknown>) {
      if (!(chunk instanceof Uint8Array)) {
        throw new RepriseError('INVALID_INPUT', `stream gave a ${typeof chunk}: give a stream of bytes`, {
          details: { expected: 'Uint8Array', found: typeof chunk },
        });
      }
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    }
  } catch (cause) {
    throw fileError('stream', 'read', cause);
  }
}
