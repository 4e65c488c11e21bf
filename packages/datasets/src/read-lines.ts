import { Buffer, isUtf8 } from 'node:buffer';
import { RepriseError } from '@reprise/spec';
import { parseError } from './parse-error.js';
import { readBytes } from './read-bytes.js';
import { type ByteOptions, nameOf, type Source } from './source.js';

/** No line may be longer: 16 MiB, so that a file without line ends cannot fill the memory. */
export const lineLimit: number = 16 * 1024 * 1024;

/** Lines that follow each other. `first` is the number of the first one, from 1. */
export interface LineBlock {
  readonly first: number;
  readonly lines: readonly string[];
}

export const isBlank = (line: string): boolean => line === '' || line.trim() === '';

const lineFeed = 10;
const carriageReturn = 13;

/**
 * The lines of a UTF-8 text without their ends (LF or CR LF) and without a byte order mark. They come in
 * blocks because a turn of an asynchronous loop costs more than splitting off a line. Bytes that are no
 * UTF-8 are refused with `PARSE_ERROR`, longer lines with `LIMIT_EXCEEDED`; both name file and line.
 */
export async function* readLines(source: Source, options: ByteOptions): AsyncGenerator<LineBlock> {
  const path = nameOf(source);
  let number = 1;
  let pending: Buffer[] = [];
  let pendingLength = 0;
  for await (const chunk of readBytes(source, options)) {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const block =
        pendingLength > 0 ? Buffer.concat([...pending, chunk.subarray(0, end)]) : chunk.subarray(0, end);
      const lines = splitLines(block, path, number);
      yield { first: number, lines };
      number += lines.length;
      pending = [];
      pendingLength = 0;
    }
    if (end < chunk.length) {
      pending.push(chunk.subarray(end));
      pendingLength += chunk.length - end;
      if (pendingLength > lineLimit) throw lineTooLong(path, number);
    }
  }
  if (pendingLength > 0) yield { first: number, lines: splitLines(Buffer.concat(pending), path, number) };
}

function splitLines(block: Buffer, path: string, first: number): string[] {
  const valid = isUtf8(block);
  const lines: string[] = [];
  let start = first === 1 && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? 3 : 0;
  while (start < block.length) {
    const next = block.indexOf(lineFeed, start);
    const end = next < 0 ? block.length : next;
    const number = first + lines.length;
    if (end - start > lineLimit) throw lineTooLong(path, number);
    if (!valid && !isUtf8(block.subarray(start, end))) {
      throw parseError(path, number, 'UTF-8', 'other bytes: convert the file to UTF-8');
    }
    // A string of its own for each line: a slice of a larger one would keep all of it in memory.
    lines.push(
      block.toString('utf8', start, end > start && block[end - 1] === carriageReturn ? end - 1 : end),
    );
    start = end + 1;
  }
  return lines;
}

function lineTooLong(path: string, line: number): RepriseError {
  return new RepriseError('LIMIT_EXCEEDED', `${path}:${line}: the line is longer than 16 MiB: split it`, {
    details: { path, line, limit: lineLimit },
  });
}
