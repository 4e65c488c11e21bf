/**
 * Layout of a container file, all numbers little-endian:
 *
 *     header, 96 bytes   0 magic (8)   8 layout version u32   12 format version u32   16 generation id (16)
 *                       32 format name, zero-filled (60)   92 CRC-32 of bytes 0–91
 *     sections           one after another, each followed by zeros up to a multiple of 8 bytes
 *     table              count u32, then per section: name length u32, name, length u64,
 *                        CRC-32 u32 of each 64 KiB chunk
 *     trailer, 32 bytes  0 table length u64   8 file length u64   16 CRC-32 of the header   20 CRC-32 of the table
 *                       24 CRC-32 of bytes 0–23   28 end mark (4)
 *
 * The header keeps this form in every layout version, so that a reader can always name what it refuses.
 * CRC-32 is that of zlib: node has it as native code, which CRC-32C has not. It finds every single flipped
 * bit and every burst of up to 32 bits. Chunks have checksums of their own so that a range can be read and
 * verified without reading the rest.
 */
import { crc32 } from 'node:zlib';
import { corruptFile, unsupportedFormat } from './file-errors.js';
import { type FormatOptions, formatName } from './format-options.js';

export const headerBytes = 96;
export const trailerBytes = 32;
export const chunkBytes = 65536;
/** `\x89REPRISE`: the first byte is no text, so that no text file begins like it. */
export const magic: Uint8Array = Uint8Array.of(0x89, 0x52, 0x45, 0x50, 0x52, 0x49, 0x53, 0x45);

const layoutVersion = 1;
const formatNameBytes = 60;
const endMark = 0x0a444e45;
const encoder = new TextEncoder();
const latin = new TextDecoder('latin1');

export interface SectionEntry {
  readonly name: string;
  /** First byte in the file. */
  readonly offset: number;
  /** Bytes, without the zeros after it. */
  readonly length: number;
  /** CRC-32 of each chunk of 64 KiB; the last may be shorter. */
  readonly checksums: Uint32Array;
}

export interface Trailer {
  readonly tableLength: number;
  readonly headerChecksum: number;
  readonly tableChecksum: number;
  readonly checksum: number;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const hex = (value: number): string => value.toString(16).padStart(8, '0');

export const paddingAfter = (length: number): number => (8 - (length % 8)) % 8;
export const checksumOf = (bytes: Uint8Array): number => crc32(bytes);
export const isSectionName = (name: unknown): name is string =>
  typeof name === 'string' && /^[A-Za-z0-9._-]{1,100}$/.test(name);

export function encodeHeader(options: FormatOptions, id: string): Uint8Array {
  const bytes = new Uint8Array(headerBytes);
  const view = viewOf(bytes);
  bytes.set(magic);
  view.setUint32(8, layoutVersion, true);
  view.setUint32(12, options.version, true);
  bytes.set(Buffer.from(id, 'hex'), 16);
  encoder.encodeInto(options.format, bytes.subarray(32, 32 + formatNameBytes));
  view.setUint32(92, crc32(bytes.subarray(0, 92)), true);
  return bytes;
}

/** Checks a header and answers the id of the generation that wrote the file. */
export function decodeHeader(bytes: Uint8Array, path: string, options: FormatOptions): string {
  if (Buffer.compare(bytes.subarray(0, magic.length), magic) !== 0) {
    throw corruptFile('the magic of an index file', {
      path,
      offset: 0,
      expected: Buffer.from(magic).toString('hex'),
      found: Buffer.from(bytes.subarray(0, magic.length)).toString('hex'),
    });
  }
  const view = viewOf(bytes);
  checkSum('the checksum of the header', view.getUint32(92, true), crc32(bytes.subarray(0, 92)), path, 92);
  const layout = view.getUint32(8, true);
  if (layout !== layoutVersion) {
    throw unsupportedFormat(path, `file layout ${layoutVersion}`, `file layout ${layout}`);
  }
  const found: FormatOptions = {
    format: latin.decode(bytes.subarray(32, 32 + formatNameBytes)).replace(/\0+$/, ''),
    version: view.getUint32(12, true),
  };
  if (found.format !== options.format || found.version !== options.version) {
    throw unsupportedFormat(path, formatName(options), formatName(found));
  }
  return Buffer.from(bytes.subarray(16, 32)).toString('hex');
}

export function encodeTable(sections: readonly SectionEntry[]): Uint8Array {
  const rows = sections.map((section) => ({ ...section, label: encoder.encode(section.name) }));
  const size = rows.reduce((sum, { label, checksums }) => sum + 12 + label.length + 4 * checksums.length, 4);
  const bytes = new Uint8Array(size);
  const view = viewOf(bytes);
  view.setUint32(0, rows.length, true);
  let at = 4;
  for (const { label, length, checksums } of rows) {
    view.setUint32(at, label.length, true);
    bytes.set(label, at + 4);
    at += 4 + label.length;
    view.setBigUint64(at, BigInt(length), true);
    at += 8;
    for (const checksum of checksums) {
      view.setUint32(at, checksum, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads a table that ends the sections of a file: they must fill the space between the header and
 * `tableOffset` exactly, so nothing is allocated that the file does not hold.
 */
export function decodeTable(bytes: Uint8Array, path: string, tableOffset: number): readonly SectionEntry[] {
  const view = viewOf(bytes);
  let at = 0;
  const refuse = (what: string, expected: unknown, found: unknown): Error =>
    corruptFile(what, { path, offset: tableOffset + at, expected, found });
  const need = (count: number, what: string): void => {
    if (count > bytes.length - at) {
      throw refuse(what, `at most ${bytes.length - at} bytes`, `${count} bytes`);
    }
  };
  need(4, 'the section count');
  const count = view.getUint32(0, true);
  at = 4;
  const sections: SectionEntry[] = [];
  const names = new Set<string>();
  let offset = headerBytes;
  for (let i = 0; i < count; i++) {
    need(4, 'the length of a section name');
    const nameLength = view.getUint32(at, true);
    at += 4;
    need(nameLength, 'a section name');
    const name = nameLength <= 100 ? latin.decode(bytes.subarray(at, at + nameLength)) : '';
    if (!isSectionName(name) || names.has(name)) {
      throw refuse('a section name', 'a new name of 1 to 100 characters', JSON.stringify(name));
    }
    names.add(name);
    at += nameLength;
    need(8, 'the length of a section');
    const length = Number(view.getBigUint64(at, true));
    if (length > tableOffset - offset) {
      throw refuse(`the length of section ${name}`, `at most ${tableOffset - offset}`, length);
    }
    at += 8;
    const chunks = Math.ceil(length / chunkBytes);
    need(4 * chunks, `the checksums of section ${name}`);
    const checksums = new Uint32Array(chunks);
    for (let chunk = 0; chunk < chunks; chunk++, at += 4) checksums[chunk] = view.getUint32(at, true);
    sections.push({ name, offset, length, checksums });
    offset += length + paddingAfter(length);
  }
  if (at !== bytes.length) throw refuse('the end of the table', bytes.length, at);
  if (offset !== tableOffset) throw refuse('the end of the sections', tableOffset, offset);
  return sections;
}

export function encodeTrailer(header: Uint8Array, table: Uint8Array, tableOffset: number): Uint8Array {
  const bytes = new Uint8Array(trailerBytes);
  const view = viewOf(bytes);
  view.setBigUint64(0, BigInt(table.length), true);
  view.setBigUint64(8, BigInt(tableOffset + table.length + trailerBytes), true);
  view.setUint32(16, crc32(header), true);
  view.setUint32(20, crc32(table), true);
  view.setUint32(24, crc32(bytes.subarray(0, 24)), true);
  view.setUint32(28, endMark, true);
  return bytes;
}

export function decodeTrailer(bytes: Uint8Array, path: string, fileLength: number): Trailer {
  const view = viewOf(bytes);
  const start = fileLength - trailerBytes;
  const end = view.getUint32(28, true);
  checkSum('the end mark', endMark, end, path, start + 28);
  const checksum = view.getUint32(24, true);
  checkSum('the checksum of the trailer', checksum, crc32(bytes.subarray(0, 24)), path, start + 24);
  const length = Number(view.getBigUint64(8, true));
  if (length !== fileLength) {
    throw corruptFile('the file length', { path, offset: start + 8, expected: length, found: fileLength });
  }
  const tableLength = Number(view.getBigUint64(0, true));
  if (tableLength > start - headerBytes) {
    throw corruptFile('the table length', {
      path,
      offset: start,
      expected: `at most ${start - headerBytes}`,
      found: tableLength,
    });
  }
  return {
    tableLength,
    headerChecksum: view.getUint32(16, true),
    tableChecksum: view.getUint32(20, true),
    checksum,
  };
}

/** Refuses a stored checksum that the bytes do not have. */
export function checkSum(what: string, expected: number, found: number, path: string, offset: number): void {
  if (expected !== found) {
    throw corruptFile(what, { path, offset, expected: hex(expected), found: hex(found) });
  }
}
