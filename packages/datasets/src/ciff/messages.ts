import { Buffer } from 'node:buffer';
import { RepriseError } from '@reprise/spec';
import { readVarint, WireFault } from './protobuf.js';

/** A message and where it begins in the file. */
export interface Message {
  readonly at: number;
  readonly bytes: Buffer;
}

/** No message may be longer: 1 GiB, a postings list of some hundred million documents. */
const messageLimit = 2 ** 30;

/** Splits a file into its messages, each of which follows its length. Memory grows with the bytes that came, not with a length that lies. */
export async function* readMessages(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Message> {
  let at = 0;
  let parts: Buffer[] = [];
  let held = 0;
  let wanted = 1;
  for await (const chunk of chunks) {
    parts.push(chunk);
    held += chunk.length;
    if (held < wanted) continue;
    const bytes = parts.length === 1 ? chunk : Buffer.concat(parts);
    let read = 0;
    for (;;) {
      const length = lengthAt(bytes, read, at, path);
      if (length === undefined) {
        wanted = bytes.length - read + 1;
        break;
      }
      if (length.end + length.value > bytes.length) {
        wanted = length.end + length.value - read;
        break;
      }
      const begin = at + length.end - read;
      read = length.end + length.value;
      yield { at: begin, bytes: bytes.subarray(length.end, read) };
      at = begin + length.value;
    }
    parts = read === bytes.length ? [] : [bytes.subarray(read)];
    held = bytes.length - read;
  }
  if (held > 0) throw ciffError(path, at, 'a whole message', `${held} bytes and the end`);
}

function lengthAt(bytes: Buffer, read: number, at: number, path: string): ReturnType<typeof readVarint> {
  try {
    const length = readVarint(bytes, read);
    if (length !== undefined && length.value > messageLimit) {
      throw new RepriseError(
        'LIMIT_EXCEEDED',
        `${path} has a message of ${length.value} bytes at byte ${at}: 1 GiB is the most`,
        {
          details: { path, offset: at, limit: messageLimit, found: length.value },
        },
      );
    }
    return length;
  } catch (error) {
    if (error instanceof WireFault) throw ciffError(path, at, 'the length of a message', 'none');
    throw error;
  }
}

/** `index.ciff is damaged at byte 12: expected …, found …`. */
export function ciffError(path: string, offset: number, expected: string, found: string): RepriseError {
  return new RepriseError(
    'CORRUPT_FILE',
    `${path} is damaged or no CIFF file, at byte ${offset}: expected ${expected}, found ${found}`,
    { details: { path, offset, expected, found } },
  );
}
