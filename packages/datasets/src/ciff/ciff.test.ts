import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Document } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyId, bytes, cases, collect, inFolder, refusal } from '../test-support.js';
import { readCiff } from './read-ciff.js';
import { writeCiff } from './write-ciff.js';

type Bag = Document<'terms'>;

const bag = (id: string, terms: Record<string, number>): Bag => ({
  id,
  terms: new Map(Object.entries(terms)),
});

const small = [bag('d1', { tea: 1, hot: 300 }), bag('d2', {}), bag('d3', { tea: 2, '##s': 1 })];

async function ciff(documents: readonly Bag[], description?: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const target = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await writeCiff(target, documents, description === undefined ? {} : { description });
  return Buffer.concat(chunks);
}

/** Made by Google's protocol buffers for Python 7.36.2: its terms come in another order. */
const byProtobuf = Buffer.from(
  'JwgBEAMYAyADKAMwsAI5VVVVVVVVWUBCD3RocmVlIGRvY3VtZW50cw8KA2hvdBABGKwCIgMQrAITCgN0ZWEQAhgDIgIQASIECAIQAg8KAyMjcxABGAEi' +
    'BAgCEAEHEgJkMRitAgYIARICZDIICAISAmQzGAM=',
  'base64',
);

describe('writeCiff', () => {
  it('writes the header, postings in the order of terms, and documents, each after its length', async () => {
    const written = await ciff(small, 'x');
    const mean = Buffer.alloc(8);
    mean.writeDoubleLE(304 / 3);
    const message = (...parts: (number | string | Buffer)[]): Buffer => {
      const body = Buffer.concat(
        parts.map((part) => Buffer.from(typeof part === 'number' ? [part] : (part as string))),
      );
      return Buffer.concat([Buffer.from([body.length]), body]);
    };
    expect(written).toEqual(
      Buffer.concat([
        message(8, 1, 16, 3, 24, 3, 32, 3, 40, 3, 48, Buffer.from([0xb0, 2]), 57, mean, 66, 1, 'x'),
        message(10, 3, '##s', 16, 1, 24, 1, 34, 4, 8, 2, 16, 1),
        message(10, 3, 'hot', 16, 1, 24, Buffer.from([0xac, 2]), 34, 3, 16, Buffer.from([0xac, 2])),
        message(10, 3, 'tea', 16, 2, 24, 3, 34, 2, 16, 1, 34, 4, 8, 2, 16, 2),
        message(18, 2, 'd1', 24, Buffer.from([0xad, 2])),
        message(8, 1, 18, 2, 'd2'),
        message(8, 2, 18, 2, 'd3', 24, 3),
      ]),
    );
  });

  it('writes a file whole or not at all, packed where its name says so', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'index.ciff.gz');
      await writeCiff(path, small);
      expect(await collect(readCiff(path))).toEqual(await collect(readCiff(bytes(await ciff(small)))));
      expect(readFileSync(path).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
      const unfit = [small[0]!, bag('d9', { x: 0.5 })];
      expect(await refusal(() => writeCiff(join(folder, 'other'), unfit))).toMatchObject({
        code: 'INVALID_INPUT',
        message:
          'document "d9" gives the term "x" the weight 0.5: CIFF holds whole numbers from 1, quantise it first',
      });
      expect(readdirSync(folder)).toEqual(['index.ciff.gz']);
    }));

  it('refuses weights, terms and ids that the format cannot hold', async () => {
    for (const weight of [0, -1, 2 ** 31, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await refusal(() => ciff([bag('d', { x: weight })]))).toMatchObject({ code: 'INVALID_INPUT' });
    }
    for (const term of ['', '\ud800']) {
      expect(await refusal(() => ciff([bag('d', { [term]: 1 })]))).toMatchObject({ code: 'INVALID_INPUT' });
    }
    expect(await refusal(() => ciff([bag('', {})]))).toMatchObject({ code: 'INVALID_ID' });
  });
});

describe('readCiff', () => {
  it('gives the documents that were written, in pieces of any size, packed or not', async () => {
    const written = await ciff(small);
    for (const content of [written, gzipSync(written)]) {
      for (const size of [1, 7, 1 << 20])
        expect(await collect(readCiff(bytes(content, size)))).toEqual(small);
    }
  });

  it('reads what another implementation wrote', async () => {
    expect(await collect(readCiff(bytes(byProtobuf)))).toEqual(small);
  });

  const terms = fc
    .uniqueArray(fc.tuple(anyId, fc.integer({ min: 1, max: 2 ** 31 - 1 })), {
      selector: ([term]) => term,
      maxLength: 5,
    })
    .map((entries) => new Map(entries));
  const documents = fc.uniqueArray(fc.record({ id: anyId, terms }), {
    selector: ({ id }) => id,
    maxLength: 5,
  });

  it('gives back any documents', () =>
    fc.assert(
      fc.asyncProperty(documents, async (some) => {
        const read = await collect(readCiff(bytes(await ciff(some))));
        expect(read).toEqual(some);
      }),
      { numRuns: cases },
    ));

  it('gives arbitrary bytes back as documents or a typed error', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), async (content) => {
        await collect(readCiff(bytes(content, 9))).catch((error) =>
          expect(error).toMatchObject({ name: 'RepriseError' }),
        );
      }),
      { numRuns: cases },
    ));

  it('never crashes on a file with one bit turned, and names the file and the byte', async () => {
    const written = await ciff(small);
    let refused = 0;
    for (let bit = 0; bit < written.length * 8; bit++) {
      const damaged = Buffer.from(written);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      await collect(readCiff(bytes(damaged))).catch((error) => {
        refused++;
        expect(error).toMatchObject({ name: 'RepriseError' });
        expect(error.message).toMatch(/^stream /);
      });
    }
    expect(refused).toBeGreaterThan(written.length * 2);
  });

  it('refuses a file that ends early, at every length', async () => {
    const written = await ciff(small);
    for (let length = 0; length < written.length; length++) {
      const error = await refusal(() => collect(readCiff(bytes(written.subarray(0, length)))));
      expect(error.code).toBe('CORRUPT_FILE');
    }
    expect(
      await refusal(() => collect(readCiff(bytes(Buffer.concat([written, Buffer.from([0])]))))),
    ).toMatchObject({
      code: 'CORRUPT_FILE',
      message: `stream is damaged or no CIFF file, at byte ${written.length + 1}: expected the end, found more`,
    });
  });

  const message = (...body: number[]): number[] => [body.length, ...body];
  const header = (lists: number, count: number): number[] => message(8, 1, 16, lists, 24, count);
  const document = message(18, 1, 65);
  const broken: readonly [fault: string, content: number[], message: string][] = [
    ['another version', message(8, 2), 'expected version 1, found version 2'],
    ['no version', message(16, 1), 'expected version 1, found version 0'],
    ['a negative number', message(8, 1, 24, ...Array(9).fill(0xff), 1), 'expected a number below 2⁵³'],
    ['a length that lies', [200, 1, 8, 1], 'expected a whole message, found 4 bytes and the end'],
    ['a field without end', message(8, 1, 18, 9), 'expected 9 bytes'],
    ['an unknown wire type', message(8, 1, 11), 'expected a wire type of 0, 1, 2 or 5'],
    ['field number 0', message(8, 1, 0, 1), 'expected a field number above 0'],
    [
      'a list without a term',
      [...header(1, 1), ...message(16, 0), ...document],
      'expected a term, found none',
    ],
    [
      'a document number too high',
      [...header(1, 1), ...message(10, 1, 65, 16, 1, 34, 4, 8, 1, 16, 1), ...document],
      'expected a document number below 1, found 1',
    ],
    [
      'a frequency of 0',
      [...header(1, 1), ...message(10, 1, 65, 16, 1, 34, 0), ...document],
      'expected a frequency of at least 1, found 0',
    ],
    [
      'a document twice in a list',
      [...header(1, 1), ...message(10, 1, 65, 16, 2, 34, 2, 16, 1, 34, 2, 16, 1), ...document],
      'expected documents in ascending order, found one twice',
    ],
    [
      'a wrong document frequency',
      [...header(1, 1), ...message(10, 1, 65, 16, 2, 34, 2, 16, 1), ...document],
      'expected 2 postings of "A", found 1',
    ],
    [
      'a term twice',
      [...header(2, 1), ...message(10, 1, 65), ...message(10, 1, 65), ...document],
      'expected a new term, found "A"',
    ],
    [
      'a term that is a number',
      [...header(1, 1), ...message(8, 1), ...document],
      'expected a message, found the number 1',
    ],
    [
      'a term that is no UTF-8',
      [...header(1, 1), ...message(10, 1, 0xff), ...document],
      'expected a UTF-8 text',
    ],
    [
      'a frequency of bytes',
      [...header(1, 1), ...message(18, 1, 65), ...document],
      'expected a number, found 1 bytes',
    ],
    [
      'a document twice',
      [...header(0, 2), ...document, ...document],
      'expected a new document number, found 0',
    ],
    [
      'a record beyond the others',
      [...header(0, 1), ...message(8, 1, 18, 1, 65)],
      'expected a document number below 1',
    ],
    [
      'a document without an id',
      [...header(0, 1), ...message(24, 1)],
      'expected a document id, found an empty one',
    ],
    [
      'too many documents',
      message(8, 1, 24, 255, 255, 255, 255, 15),
      'expected at most 2147483647 documents',
    ],
  ];

  it.each(broken)('refuses %s', async (_fault, content, expected) => {
    const error = await refusal(() => collect(readCiff(bytes(Buffer.from(content)))));
    expect(error.code).toBe('CORRUPT_FILE');
    expect(error.message).toContain(expected);
  });

  it('refuses a message above 1 GiB before it reads it', async () => {
    expect(
      await refusal(() => collect(readCiff(bytes(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]))))),
    ).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: 'stream has a message of 4294967295 bytes at byte 0: 1 GiB is the most',
    });
  });

  it('stops when it is aborted', async () => {
    const written = await ciff(small);
    expect(
      await refusal(() => collect(readCiff(bytes(written), { signal: AbortSignal.abort() }))),
    ).toMatchObject({
      code: 'ABORTED',
    });
  });
});
