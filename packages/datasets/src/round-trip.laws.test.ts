import { Buffer } from 'node:buffer';
import { Writable } from 'node:stream';
import { compareHits } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRun, readRunRows, readVectors, writeRun, writeVectors } from './index.js';
import { readLines } from './read-lines.js';
import { singleBlanks } from './single-blanks.js';
import { bytes, cases, collect, tabId, wordId, written } from './test-support.js';

// The other formats come back as they were in the tests of their own files.
const numRuns = cases;

/** A stream that keeps its bytes. */
function kept(): { readonly target: Writable; readonly content: () => Buffer } {
  const chunks: Buffer[] = [];
  const target = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { target, content: () => Buffer.concat(chunks) };
}

describe('vectors', () => {
  const numbers = fc.float({ noNaN: true, noDefaultInfinity: true });
  const matrices = fc.integer({ min: 1, max: 3 }).chain((dimensions) =>
    fc.array(
      fc.record({
        id: tabId,
        vector: fc
          .array(numbers, { minLength: dimensions, maxLength: dimensions })
          .map((data) => ({ space: 's', data: Float32Array.from(data) })),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  );

  it.each(['npy', 'safetensors'] as const)('come back from %s, in pieces of any size', (format) =>
    fc.assert(
      fc.asyncProperty(matrices, fc.integer({ min: 1, max: 200 }), async (expected, size) => {
        const [file, ids] = [kept(), kept()];
        await writeVectors(file.target, expected, { format, ids: ids.target });
        const options = { format, space: 's', ids: bytes(ids.content(), size) };
        expect(await collect(readVectors(bytes(file.content(), size), options))).toEqual(expected);
      }),
      { numRuns },
    ),
  );
});

describe('runs', () => {
  const scores = fc.double({ noNaN: true, noDefaultInfinity: true }).map((score) => score + 0);
  const run = fc
    .array(
      fc.tuple(
        wordId,
        fc
          .uniqueArray(fc.record({ id: wordId, score: scores }), {
            selector: ({ id }) => id,
            minLength: 1,
            maxLength: 4,
          })
          .map((hits) => hits.sort(compareHits)),
      ),
      { maxLength: 3 },
    )
    .map((pairs) => new Map(pairs));

  it('come back row by row, with their ranks, and query by query', () =>
    fc.assert(
      fc.asyncProperty(run, async (expected) => {
        const content = await written((target) => writeRun(target, expected, { tag: '__proto__' }));
        const rows = await collect(readRunRows(bytes(content), { format: 'trec' }));
        const wanted = [...expected].flatMap(([query, hits]) =>
          hits.map((hit, p) => ({ query, ...hit, rank: p + 1, tag: '__proto__' })),
        );
        expect(rows).toEqual(wanted.map((row, i) => ({ ...row, line: i + 1 })));
        const again = { [Symbol.asyncIterator]: () => bytes(content) };
        const opened = await openRun(again, { format: 'trec' });
        expect(opened.queries).toEqual([...expected.keys()]);
        for (const [query, hits] of [...expected].reverse()) {
          expect(await opened.hits(query)).toEqual(hits);
        }
        await opened.close();
      }),
      { numRuns },
    ));
});

describe('lines and blanks', () => {
  it('lines come back, wherever the pieces are cut', () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 12 })
      .map((text) => text.replace(/[\r\n\ufeff]|\p{Surrogate}/gu, ''));
    return fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        async (expected, size) => {
          const blocks = await collect(readLines(bytes(`${expected.join('\n')}\n`, size), {}));
          expect(blocks.flatMap(({ lines }) => lines)).toEqual(expected);
        },
      ),
      { numRuns },
    );
  });

  it('white space becomes single blanks as a plain replacement of every run would make it', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...' \t\n\r\v\f\u00a0\u2028\ufeffaé'), maxLength: 30 }),
        (text) => {
          expect(singleBlanks(text)).toBe(text.replace(/\s+/g, ' ').trim());
        },
      ),
      { numRuns },
    ));
});
