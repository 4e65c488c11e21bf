import { crc32 } from 'node:zlib';
import { RepriseError, throwIfAborted } from '@reprise/spec';
import {
  chunkBytes,
  encodeHeader,
  encodeTable,
  encodeTrailer,
  isSectionName,
  paddingAfter,
  type SectionEntry,
} from './container-layout.js';
import { createFile } from './file-bytes.js';
import type { FileSystem } from './file-system.js';
import type { FormatOptions } from './format-options.js';

/** A named run of bytes. Pieces may have any size and may be reused by the caller once the next is asked for. */
export interface Section {
  /** 1 to 100 of `A-Z a-z 0-9 . _ -`, unique in its file. */
  readonly name: string;
  readonly data: Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

export interface WrittenContainer {
  readonly bytes: number;
  /** CRC-32 in the trailer; it stands for the whole file, as the trailer covers header and table. */
  readonly checksum: number;
}

const bufferBytes = 1 << 20;

/** Writes a container to a path that must be free, and waits until it is on the disk. */
export function writeContainer(
  files: FileSystem,
  path: string,
  sections: Iterable<Section> | AsyncIterable<Section>,
  options: FormatOptions & { readonly id: string; readonly signal?: AbortSignal },
): Promise<WrittenContainer> {
  return createFile(files, path, (append) => appendContainer(append, path, sections, options));
}

async function appendContainer(
  append: (bytes: Uint8Array) => Promise<void>,
  path: string,
  sections: Iterable<Section> | AsyncIterable<Section>,
  options: FormatOptions & { readonly id: string; readonly signal?: AbortSignal },
): Promise<WrittenContainer> {
  const buffer = new Uint8Array(bufferBytes);
  let filled = 0;
  let position = 0;
  const flush = async (): Promise<void> => {
    throwIfAborted(options.signal);
    await append(buffer.subarray(0, filled));
    filled = 0;
  };
  const put = async (bytes: Uint8Array): Promise<void> => {
    for (let from = 0; from < bytes.length; ) {
      const count = Math.min(bytes.length - from, bufferBytes - filled);
      buffer.set(bytes.subarray(from, from + count), filled);
      filled += count;
      from += count;
      if (filled === bufferBytes) await flush();
    }
    position += bytes.length;
  };

  const header = encodeHeader(options, options.id);
  await put(header);
  const entries: SectionEntry[] = [];
  const names = new Set<string>();
  for await (const { name, data } of sections) {
    if (!isSectionName(name) || names.has(name)) {
      throw new RepriseError(
        'INVALID_INPUT',
        `section name ${JSON.stringify(name)} of ${path}: give a new name of 1 to 100 of A-Z a-z 0-9 . _ -`,
        { details: { path, value: name } },
      );
    }
    names.add(name);
    const offset = position;
    const checksums = chunkChecksums();
    for await (const piece of data instanceof Uint8Array ? [data] : data) {
      throwIfAborted(options.signal);
      if (!(piece instanceof Uint8Array)) {
        throw new RepriseError(
          'INVALID_INPUT',
          `section ${name} of ${path} has a piece that is no Uint8Array: give bytes`,
          { details: { path, section: name } },
        );
      }
      checksums.add(piece);
      await put(piece);
    }
    const length = position - offset;
    await put(new Uint8Array(paddingAfter(length)));
    entries.push({ name, offset, length, checksums: checksums.finish() });
  }
  const table = encodeTable(entries);
  const trailer = encodeTrailer(header, table, position);
  await put(table);
  await put(trailer);
  await flush();
  return { bytes: position, checksum: new DataView(trailer.buffer).getUint32(24, true) };
}

/** CRC-32 of every 64 KiB of a stream, whatever the size of its pieces. */
function chunkChecksums(): { add: (bytes: Uint8Array) => void; finish: () => Uint32Array } {
  const done: number[] = [];
  let checksum = 0;
  let filled = 0;
  return {
    add: (bytes) => {
      for (let from = 0; from < bytes.length; ) {
        const count = Math.min(bytes.length - from, chunkBytes - filled);
        checksum = crc32(bytes.subarray(from, from + count), checksum);
        from += count;
        filled += count;
        if (filled === chunkBytes) {
          done.push(checksum);
          checksum = 0;
          filled = 0;
        }
      }
    },
    finish: () => Uint32Array.from(filled === 0 ? done : [...done, checksum]),
  };
}
