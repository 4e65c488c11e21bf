import { RepriseError, throwIfAborted } from '@reprise/spec';
import {
  checkSum,
  checksumOf,
  chunkBytes,
  decodeHeader,
  decodeTable,
  decodeTrailer,
  headerBytes,
  paddingAfter,
  type SectionEntry,
  trailerBytes,
} from './container-layout.js';
import { readFully } from './file-bytes.js';
import { corruptFile } from './file-errors.js';
import { type FileSystem, ignoringFailure, type OpenFile } from './file-system.js';
import type { FormatOptions } from './format-options.js';

/** A file of named sections, open for reading. What it returns has always passed its checksums. */
export interface Container {
  readonly path: string;
  /** Section name → length in bytes, in the order written. */
  readonly sections: ReadonlyMap<string, number>;
  /** A whole section, in an ArrayBuffer of its own, so that any typed array can view it. */
  readonly read: (section: string) => Promise<Uint8Array>;
  /** Part of a section, in an ArrayBuffer of its own. Reads and verifies the 64 KiB chunks it touches. */
  readonly readRange: (section: string, offset: number, length: number) => Promise<Uint8Array>;
  /**
   * Part of a section, piece by piece in order: `use` gets bytes and where they lie in the part. Their memory is filled
   * anew when it has returned, so that what is read leaves nothing behind to collect.
   */
  readonly visit: (
    section: string,
    offset: number,
    length: number,
    use: (bytes: Uint8Array, at: number) => void,
  ) => Promise<void>;
  /** Reads every byte: header, sections, the zeros between them, table and trailer. */
  readonly verify: (signal?: AbortSignal) => Promise<void>;
  /** Final: what was read stays valid, reading more fails. May be called again. */
  readonly close: () => Promise<void>;
}

/** What the index knows of a file of its own: guards against files swapped, replaced or cut. */
export interface ExpectedContainer extends FormatOptions {
  readonly bytes: number;
  readonly id: string;
  readonly checksum: number;
}

/** Bytes read at once; a multiple of the chunk. */
const strideBytes = 64 * chunkBytes;

/** Bytes visited at once; a multiple of the chunk. Few, as a container keeps them. */
const pieceBytes = 4 * chunkBytes;

/** Opens a file and checks header, table and trailer, and that it is the expected one. */
export async function openContainer(
  files: FileSystem,
  path: string,
  expected: ExpectedContainer,
): Promise<Container> {
  const file = await files.open(path, 'read');
  try {
    const entries = new Map((await readFrame(file, path, expected)).map((entry) => [entry.name, entry]));
    return container(file, path, expected, entries);
  } catch (error) {
    await ignoringFailure(file.close());
    throw error;
  }
}

function container(
  file: OpenFile,
  path: string,
  expected: ExpectedContainer,
  entries: ReadonlyMap<string, SectionEntry>,
): Container {
  const entryOf = (section: string): SectionEntry => {
    const entry = entries.get(section);
    if (entry === undefined) {
      throw corruptFile(`the list of sections`, {
        path,
        offset: 0,
        expected: `one with ${section}`,
        found: [...entries.keys()].join(', ') || 'empty',
      });
    }
    return entry;
  };
  const entryOfRange = (section: string, offset: number, length: number): SectionEntry => {
    const entry = entryOf(section);
    const whole = Number.isInteger(offset) && Number.isInteger(length);
    if (whole && offset >= 0 && length >= 0 && offset + length <= entry.length) return entry;
    throw new RepriseError(
      'INVALID_INPUT',
      `range ${offset}+${length} of section ${section} of ${path}: stay within its ${entry.length} bytes`,
      { details: { path, section, offset, length, expected: entry.length } },
    );
  };
  /** One for each visit under way at the same time. */
  const pieces: Uint8Array[] = [];
  let closed: Promise<void> | undefined;
  return Object.freeze({
    path,
    sections: new Map([...entries].map(([name, entry]) => [name, entry.length])),
    read: async (section: string) => {
      const entry = entryOf(section);
      return readChunks(file, path, entry, 0, entry.length);
    },
    readRange: async (section: string, offset: number, length: number) => {
      const entry = entryOfRange(section, offset, length);
      if (length === 0) return new Uint8Array(0);
      const from = offset - (offset % chunkBytes);
      const to = Math.min(entry.length, Math.ceil((offset + length) / chunkBytes) * chunkBytes);
      const chunks = await readChunks(file, path, entry, from, to);
      return chunks.length === length ? chunks : chunks.slice(offset - from, offset - from + length);
    },
    visit: async (
      section: string,
      offset: number,
      length: number,
      use: (bytes: Uint8Array, at: number) => void,
    ) => {
      const entry = entryOfRange(section, offset, length);
      const end = offset + length;
      const piece = pieces.pop() ?? new Uint8Array(pieceBytes);
      try {
        for (let at = offset; at < end; ) {
          const from = at - (at % chunkBytes);
          const chunksEnd = Math.min(entry.length, Math.ceil(end / chunkBytes) * chunkBytes);
          const to = Math.min(from + pieceBytes, chunksEnd);
          await fillChunks(file, path, entry, from, piece.subarray(0, to - from));
          use(piece.subarray(at - from, Math.min(to, end) - from), at - offset);
          at = to;
        }
      } finally {
        pieces.push(piece);
      }
    },
    verify: async (signal?: AbortSignal) => {
      for (const entry of await readFrame(file, path, expected)) {
        for (let from = 0; from < entry.length; from += strideBytes) {
          throwIfAborted(signal);
          await readChunks(file, path, entry, from, Math.min(entry.length, from + strideBytes));
        }
        const end = entry.offset + entry.length;
        const padding = await readExactly(file, path, end, paddingAfter(entry.length));
        const found = padding.findIndex((byte) => byte !== 0);
        if (found >= 0) {
          throw corruptFile('a byte between sections', {
            path,
            offset: end + found,
            expected: 0,
            found: padding[found],
          });
        }
      }
    },
    close: () => {
      closed ??= file.close();
      return closed;
    },
  });
}

/** Header, trailer and table: everything of a file but its sections. */
async function readFrame(
  file: OpenFile,
  path: string,
  expected: ExpectedContainer,
): Promise<readonly SectionEntry[]> {
  const length = await file.size();
  // What the file says of itself comes first, so that another version is named as such.
  const header = await readExactly(file, path, 0, Math.min(length, headerBytes));
  if (length < headerBytes + trailerBytes) {
    throw corruptFile('the file length', { path, offset: length, expected: expected.bytes, found: length });
  }
  const id = decodeHeader(header, path, expected);
  if (id !== expected.id) {
    throw corruptFile('the id of the generation', { path, offset: 16, expected: expected.id, found: id });
  }
  if (length !== expected.bytes) {
    throw corruptFile('the file length', { path, offset: length, expected: expected.bytes, found: length });
  }
  const trailerOffset = length - trailerBytes;
  const trailer = decodeTrailer(await readExactly(file, path, trailerOffset, trailerBytes), path, length);
  checkSum('the checksum of the trailer', expected.checksum, trailer.checksum, path, trailerOffset + 24);
  checkSum('the checksum of the header', trailer.headerChecksum, checksumOf(header), path, 0);
  const tableOffset = trailerOffset - trailer.tableLength;
  const table = await readExactly(file, path, tableOffset, trailer.tableLength);
  checkSum('the checksum of the table', trailer.tableChecksum, checksumOf(table), path, tableOffset);
  return decodeTable(table, path, tableOffset);
}

/** Bytes `from` (a chunk's start) to `to` (a chunk's end) of a section, every chunk verified. */
async function readChunks(
  file: OpenFile,
  path: string,
  entry: SectionEntry,
  from: number,
  to: number,
): Promise<Uint8Array> {
  const bytes = allocate(to - from, path, entry.name);
  await fillChunks(file, path, entry, from, bytes);
  return bytes;
}

/** As many bytes as `target` has, up to a chunk's end, from `from` on (a chunk's start), every chunk verified. */
async function fillChunks(
  file: OpenFile,
  path: string,
  entry: SectionEntry,
  from: number,
  target: Uint8Array,
): Promise<void> {
  for (let at = 0; at < target.length; at += strideBytes) {
    const part = target.subarray(at, at + strideBytes);
    await fill(file, path, part, entry.offset + from + at);
    for (let start = 0; start < part.length; start += chunkBytes) {
      const offset = from + at + start;
      checkSum(
        `the checksum of section ${entry.name}`,
        entry.checksums[offset / chunkBytes]!,
        checksumOf(part.subarray(start, start + chunkBytes)),
        path,
        entry.offset + offset,
      );
    }
  }
}

function allocate(length: number, path: string, section: string): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new RepriseError(
      'LIMIT_EXCEEDED',
      `section ${section} of ${path} has ${length} bytes, more than one array holds here: read it in ranges`,
      { details: { path, section, value: length }, cause },
    );
  }
}

async function readExactly(
  file: OpenFile,
  path: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await fill(file, path, bytes, offset);
  return bytes;
}

async function fill(file: OpenFile, path: string, target: Uint8Array, offset: number): Promise<void> {
  const read = await readFully(file, target, offset);
  if (read < target.length) {
    throw corruptFile('the end of the file', {
      path,
      offset: offset + read,
      expected: offset + target.length,
      found: offset + read,
    });
  }
}
