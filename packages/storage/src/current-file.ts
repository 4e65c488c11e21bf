/**
 * `CURRENT` names the generation that is the index and every file of it. Two lines of text: JSON, and the
 * CRC-32 of the first line with its line end. Renaming it into place is the one moment at which an index
 * changes, so it holds all that must change together.
 */
import { crc32 } from 'node:zlib';
import { readFully, withFile } from './file-bytes.js';
import { corruptFile, unsupportedFormat } from './file-errors.js';
import { isFileName } from './file-name.js';
import type { FileSystem } from './file-system.js';
import { type FormatOptions, formatName } from './format-options.js';

export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
  /** The generation that wrote the file: an older one where the file was kept. */
  readonly id: string;
  readonly checksum: number;
}

export interface Current extends FormatOptions {
  readonly number: number;
  /** 32 hexadecimal digits, random. */
  readonly id: string;
  readonly files: readonly FileEntry[];
}

const layout = 1;
/** Room for 100,000 files with the longest names. */
const maximumBytes = 1 << 25;

export function encodeCurrent(current: Current): Uint8Array {
  const { format, version, number, id, files } = current;
  const line = `${JSON.stringify({ layout, format, version, number, id, files })}\n`;
  return Buffer.from(`${line}${checksumLine(line)}`);
}

const checksumLine = (line: string): string => `crc32 ${crc32(line).toString(16).padStart(8, '0')}\n`;

/** Reads and checks `CURRENT` of any format: the caller decides what it takes. */
export function readCurrent(files: FileSystem, path: string): Promise<Current> {
  return withFile(files, path, async (file) => {
    const size = await file.size();
    if (size > maximumBytes) {
      throw corruptFile('the file length', {
        path,
        offset: 0,
        expected: `at most ${maximumBytes}`,
        found: size,
      });
    }
    const bytes = new Uint8Array(size);
    const length = await readFully(file, bytes, 0);
    return decodeCurrent(bytes.subarray(0, length), path);
  });
}

export function decodeCurrent(bytes: Uint8Array, path: string): Current {
  const end = bytes.indexOf(0x0a) + 1;
  // One character a byte: the lines are ASCII, and damage must not be repaired by decoding.
  const line = Buffer.from(bytes.subarray(0, end)).toString('latin1');
  const found = Buffer.from(bytes.subarray(end)).toString('latin1');
  const expected = checksumLine(line);
  if (found !== expected) {
    throw corruptFile('the checksum line', {
      path,
      offset: end,
      expected: JSON.stringify(expected),
      found: JSON.stringify(found.slice(0, 40)),
    });
  }
  const value = parse(line, path);
  if (value.layout !== layout) {
    throw unsupportedFormat(path, `file layout ${layout}`, `file layout ${String(value.layout)}`);
  }
  if (!isCurrent(value)) {
    throw corruptFile('the content', {
      path,
      offset: 0,
      expected: 'the entries of a generation',
      found: line.slice(0, 80),
    });
  }
  return value;
}

function parse(line: string, path: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    throw corruptFile('the first line', { path, offset: 0, expected: 'JSON', found: line.slice(0, 80) });
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isHexId = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{32}$/.test(value);

function isCurrent(value: object): value is Current {
  const { format, version, number, id, files } = value as Partial<Record<keyof Current, unknown>>;
  return (
    typeof format === 'string' &&
    isCount(version) &&
    isCount(number) &&
    isHexId(id) &&
    Array.isArray(files) &&
    files.every(
      (entry: Partial<Record<keyof FileEntry, unknown>> | null) =>
        isFileName(entry?.name) && isCount(entry.bytes) && isHexId(entry.id) && isCount(entry.checksum),
    ) &&
    new Set(files.map((entry: FileEntry) => entry.name)).size === files.length
  );
}

/** Refuses an index of another format or version. */
export function checkFormat(current: Current, path: string, options: FormatOptions): void {
  if (current.format !== options.format || current.version !== options.version) {
    throw unsupportedFormat(path, formatName(options), formatName(current));
  }
}
