import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { RepriseError } from '@reprise/spec';
import { type ByteOptions, chunkSize, nameOf, type Source, storedBytes } from './source.js';

/**
 * The bytes of a source, gzip unpacked. Gzip is told by its first two bytes and not by the name: no UTF-8
 * text can start with them, and a stream has no name.
 */
export async function* readBytes(source: Source, options: ByteOptions): AsyncGenerator<Buffer> {
  const chunks = storedBytes(source, options);
  try {
    let head: Buffer | undefined;
    while (head === undefined || head.length < 2) {
      const next = await chunks.next();
      if (next.done) break;
      head = head === undefined ? next.value : Buffer.concat([head, next.value]);
    }
    if (head === undefined) return;
    const all = prepend(head, chunks);
    if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(all, nameOf(source));
    else yield* all;
  } finally {
    await chunks.return(undefined);
  }
}

async function* prepend(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* rest;
}

async function* gunzip(packed: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const unpacked = createGunzip({ chunkSize });
  // Its failure reaches the loop below through `unpacked`, which it destroys with the same error.
  const feeding = pipeline(Readable.from(packed), unpacked).catch(() => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Buffer;
  } catch (cause) {
    if (RepriseError.isInstance(cause)) throw cause;
    throw new RepriseError('CORRUPT_FILE', `${path} is not a whole gzip file: fetch or write it again`, {
      details: { path },
      cause,
    });
  } finally {
    unpacked.destroy();
    await feeding;
  }
}
