import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readQrels } from './read-qrels.js';
import { bytes, cases, hostileIds, refusal, shared, tabId, wordId, written } from './test-support.js';
import { writeQrels } from './write-qrels.js';

const read = (content: string) => readQrels(bytes(content));

describe('readQrels', () => {
  it('reads four columns between any white space, with negative grades and repeated lines', async () => {
    expect(await read('  1 0\td1   2\r\n\n1 0 d2 -1\n1 0 d1 2\n2\tQ0\td1\t0\n')).toEqual(
      new Map([
        [
          '1',
          new Map([
            ['d1', 2],
            ['d2', -1],
          ]),
        ],
        ['2', new Map([['d1', 0]])],
      ]),
    );
  });

  it('reads BEIR columns under their header, where ids hold blanks', async () => {
    expect(await read('query-id\tcorpus-id\tscore\nq 1\ta b c\t1\nq 1\td\t2.0\n')).toEqual(
      new Map([
        [
          'q 1',
          new Map([
            ['a b c', 1],
            ['d', 2],
          ]),
        ],
      ]),
    );
    expect(await read('q\td\t1\n')).toEqual(new Map([['q', new Map([['d', 1]])]]));
  });

  it.each([
    ['1 0 d1 1\n1 0 d1 2\n', 2, 'DUPLICATE_ID'],
    ['1 0 d1 1\n1 0 d2\n', 2, 'PARSE_ERROR'],
    ['1 0 d1 1\n1 0 d 2 1\n', 2, 'PARSE_ERROR'],
    ['1 0 d1 high\n', 1, 'PARSE_ERROR'],
    ['1 0 d1 1.5\n', 1, 'PARSE_ERROR'],
    ['1 0 d1 99999999999999999999\n', 1, 'PARSE_ERROR'],
    ['query-id\tcorpus-id\tscore\n1\t\t1\n', 2, 'PARSE_ERROR'],
    ['', 1, 'PARSE_ERROR'],
  ])('refuses %j at line %i with %s', async (content, line, code) => {
    expect(await refusal(() => read(content))).toMatchObject({ code, details: { line } });
  });

  it('comes to an end on a megabyte of digits', async () => {
    expect(await refusal(() => read(`1 0 d ${'1'.repeat(2 ** 20)}x`))).toMatchObject({ code: 'PARSE_ERROR' });
  });
});

describe('writeQrels', () => {
  it.each(['trec', 'beir'] as const)('%s comes back as it was', (format) => {
    const id = format === 'trec' ? wordId : tabId;
    const grades = fc
      .array(
        fc.tuple(
          id,
          fc.maxSafeInteger().map((grade) => grade + 0),
        ),
        { minLength: 1 },
      )
      .map((pairs) => new Map(pairs));
    const qrels = fc.array(fc.tuple(id, grades), { minLength: 1 }).map((pairs) => new Map(pairs));
    return fc.assert(
      fc.asyncProperty(qrels, async (expected) => {
        expect(await read(await written((target) => writeQrels(target, expected, { format })))).toEqual(
          expected,
        );
      }),
      { numRuns: cases },
    );
  });

  it('holds hostile ids and leaves the prototype of objects as it was', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const qrels = new Map(hostileIds.map((id) => [id, new Map(hostileIds.map((other) => [other, 1]))]));
    for (const format of ['trec', 'beir'] as const) {
      expect(await read(await written((target) => writeQrels(target, qrels, { format })))).toEqual(qrels);
    }
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  });

  it('refuses ids the format cannot hold, grades that are no whole numbers and unknown formats', async () => {
    const write = (id: string, grade: number, format: string) =>
      refusal(() =>
        written((target) =>
          writeQrels(target, new Map([['q', new Map([[id, grade]])]]), { format: format as 'trec' }),
        ),
      );
    expect(await write('a b', 1, 'trec')).toMatchObject({ code: 'INVALID_ID' });
    expect(await write('a\tb', 1, 'beir')).toMatchObject({ code: 'INVALID_ID' });
    expect(await write('a', 0.5, 'trec')).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await write('a', 1, 'csv')).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe.skipIf(!shared.available)(`judgements of real collections${shared.note}`, () => {
  it('reads as many DL19 judgements as NIST made', async () => {
    const qrels = await readQrels(
      shared.path('collections/msmarco-dl-pool/qrels-full/qrels.dl19-passage.txt'),
    );
    const counts = [...qrels.values()].map((grades) => grades.size);
    expect([qrels.size, counts.reduce((sum, count) => sum + count)]).toEqual([43, 9260]);
  });

  it('reads every file that trec_eval was run on', async () => {
    const folder = shared.path('golden/eval/synthetic');
    const names = readdirSync(folder).filter((name) => name.endsWith('.qrels'));
    expect(names.length).toBe(20);
    for (const name of names) expect((await readQrels(join(folder, name))).size).toBeGreaterThan(0);
  });
});
