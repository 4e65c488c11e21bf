import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { expect } from 'vitest';

/** Cases of each property of a parser. */
export const cases = 10_000;

/** A stream of bytes in pieces of `size`. */
export async function* bytes(
  content: string | Uint8Array,
  size: number = 1 << 20,
): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(content as string);
  for (let start = 0; start < all.length; start += size) yield all.subarray(start, start + size);
}

/** What `write` writes into a stream. */
export async function written(write: (target: Writable) => Promise<void>): Promise<string> {
  const pieces: string[] = [];
  const target = new Writable({
    write: (chunk, _encoding, done) => {
      pieces.push(String(chunk));
      done();
    },
  });
  await write(target);
  return pieces.join('');
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Runs with a folder that is gone afterwards. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-datasets-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The typed error that `call` rejects with. */
export async function refusal(call: () => Promise<unknown>): Promise<RepriseError> {
  try {
    await call();
  } catch (error) {
    if (RepriseError.isInstance(error)) return error;
    throw error;
  }
  return expect.fail('nothing was refused');
}

/** Ids that break careless code. Those with white space or a tab are left to the formats that hold them. */
export const hostileIds: readonly string[] = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '🦑🏳️‍🌈',
  '\ue000',
  '\u{10000}',
  '\0',
  'a\u00a0b',
  '\u2028',
  '10',
  '9',
  '-0',
  'é',
  'e\u0301',
  'x'.repeat(64 * 1024),
];

/** Any id: mostly hostile ones, or well-formed text of any characters. */
export const anyId: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileIds.slice(0, -1)),
  fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }),
  fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
);

/** Ids that stand in columns between white space. */
export const wordId: fc.Arbitrary<string> = anyId.filter((id) => !/[\t-\r \ufeff]/.test(id));

/** Ids that stand in columns between tabs. */
export const tabId: fc.Arbitrary<string> = anyId.filter((id) => !/[\t\n\r\ufeff]/.test(id));

const folder = process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared/', import.meta.url));

/** The folder of the test collections and whether it is there. */
export const shared: {
  readonly path: (name: string) => string;
  readonly available: boolean;
  readonly note: string;
} = {
  path: (name) => join(folder, name),
  available: existsSync(join(folder, 'collections')),
  note: existsSync(join(folder, 'collections')) ? '' : ' (skipped: no shared collections)',
};
