/**
 * Records by key in append-only segment files, one a process, so that writers never meet. A segment is a line that names
 * the format and then records of
 *
 *     length: u32, CRC-32 of the bytes: u32, key: 32 bytes, CRC-32 of these 40 bytes: u32, the bytes
 *
 * Little-endian. A kill can only tear the last record of a segment; what cannot be read is passed over and counted.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { RepriseError } from '@reprise/spec';

const magic = Buffer.from('reprise.encoded 1\n');
const headSize = 44;
const windowSize = 64 * 1024;
const segmentName = /^[0-9a-f]{16}\.segment$/;

interface Place {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly checksum: number;
}

export interface Store {
  /** The record's bytes; undefined where there is none or it is damaged. */
  readonly read: (key: string) => Promise<Uint8Array | undefined>;
  readonly append: (records: readonly (readonly [key: string, record: Uint8Array])[]) => Promise<void>;
  readonly counts: () => {
    readonly records: number;
    readonly damaged: number;
    readonly droppedBytes: number;
  };
  readonly close: () => Promise<void>;
}

export async function openStore(directory: string): Promise<Store> {
  const places = new Map<string, Place>();
  const readers = new Map<string, Promise<FileHandle>>();
  let droppedBytes = 0;
  let damaged = 0;
  await attempt('open', directory, async () => {
    const found = await readdir(directory).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return [];
      throw cause;
    });
    for (const name of found.filter((file) => segmentName.test(file)).sort()) {
      const path = join(directory, name);
      const file = await open(path);
      try {
        droppedBytes += await scan(file, path, places);
      } finally {
        await file.close();
      }
    }
  });

  const read: Store['read'] = async (key) => {
    const place = places.get(key);
    if (place === undefined) return undefined;
    const { path, offset, length, checksum } = place;
    const reader = readers.get(path) ?? open(path);
    readers.set(path, reader);
    const bytes = new Uint8Array(length);
    const count = await attempt('read', path, async () => {
      return (await (await reader).read(bytes, 0, length, offset)).bytesRead;
    });
    if (count === length && crc32(bytes) === checksum) return bytes;
    damaged++;
    places.delete(key);
    return undefined;
  };

  let segment: { readonly file: FileHandle; readonly path: string; size: number } | undefined;
  const write = async (records: Parameters<Store['append']>[0]): Promise<void> => {
    const path = segment?.path ?? join(directory, `${randomBytes(8).toString('hex')}.segment`);
    await attempt('write', path, async () => {
      if (segment === undefined) {
        await mkdir(directory, { recursive: true });
        segment = { file: await open(path, 'wx'), path, size: 0 };
        await writeWhole(segment.file, magic);
        segment.size = magic.length;
      }
      try {
        const heads = records.map(([key, record]) => headOf(key, record));
        await writeWhole(
          segment.file,
          Buffer.concat(records.flatMap(([, record], i) => [heads[i]!, record])),
        );
      } catch (cause) {
        // What follows a torn record would never be found, so a later call begins a segment of its own.
        await segment.file.close().catch(() => undefined);
        segment = undefined;
        throw cause;
      }
      for (const [key, record] of records) {
        const offset = segment.size + headSize;
        places.set(key, { path, offset, length: record.length, checksum: crc32(record) });
        segment.size = offset + record.length;
      }
    });
  };
  let queue: Promise<void> = Promise.resolve();

  return Object.freeze({
    read,
    append: (records) => {
      const work = queue.then(() => write(records));
      queue = work.catch(() => undefined);
      return work;
    },
    counts: () => ({ records: places.size, damaged, droppedBytes }),
    close: async () => {
      await queue;
      const last = segment;
      await attempt('close', directory, async () => {
        await last?.file.sync();
        await last?.file.close();
        for (const reader of readers.values()) await (await reader).close();
      });
    },
  } satisfies Store);
}

function headOf(key: string, record: Uint8Array): Buffer {
  const head = Buffer.alloc(headSize);
  head.writeUInt32LE(record.length, 0);
  head.writeUInt32LE(crc32(record), 4);
  head.write(key, 8, 'latin1');
  head.writeUInt32LE(crc32(head.subarray(0, 40)), 40);
  return head;
}

/** Notes where the records of a segment lie; returns how many bytes at its end are none. */
async function scan(file: FileHandle, path: string, places: Map<string, Place>): Promise<number> {
  const { size } = await file.stat();
  const window = Buffer.alloc(windowSize);
  let start = 0;
  let filled = 0;
  const bytesAt = async (offset: number, length: number): Promise<Buffer> => {
    if (offset < start || offset + length > start + filled) {
      start = offset;
      filled = (await file.read(window, 0, windowSize, offset)).bytesRead;
    }
    return window.subarray(offset - start, Math.min(offset - start + length, filled));
  };
  if (!(await bytesAt(0, magic.length)).equals(magic)) return size;
  let offset = magic.length;
  while (offset + headSize <= size) {
    const head = await bytesAt(offset, headSize);
    if (head.length < headSize || crc32(head.subarray(0, 40)) !== head.readUInt32LE(40)) break;
    const length = head.readUInt32LE(0);
    const next = offset + headSize + length;
    if (next > size) break;
    const place = { path, offset: offset + headSize, length, checksum: head.readUInt32LE(4) };
    places.set(head.toString('latin1', 8, 40), place);
    offset = next;
  }
  return size - offset;
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes.subarray(done))).bytesWritten;
}

async function attempt<T>(operation: string, path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new RepriseError('IO_FAILED', `cannot ${operation} ${path}: ${(cause as Error).message}`, {
      details: { path, operation },
      cause,
    });
  }
}
