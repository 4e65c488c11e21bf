import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareHits, compareIds, type Run } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRun, readRunRows } from './read-run.js';
import {
  anyId,
  bytes,
  cases,
  collect,
  hostileIds,
  refusal,
  shared,
  wordId,
  written,
} from './test-support.js';
import { type WriteRunOptions, writeRun } from './write-run.js';

const write = (run: Run, options?: WriteRunOptions) => written((target) => writeRun(target, run, options));

const runOf = (id: fc.Arbitrary<string>, score: fc.Arbitrary<number>): fc.Arbitrary<Run> =>
  fc
    .array(
      fc.tuple(
        id,
        fc
          .uniqueArray(fc.record({ id, score }), { selector: (hit) => hit.id, minLength: 1, maxLength: 6 })
          .map((hits) => hits.sort(compareHits)),
      ),
      { maxLength: 4 },
    )
    .map((pairs) => new Map(pairs));

/** Finite, and 0 without its sign, which no ranking needs. */
const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map((score) => score + 0);

const small: Run = new Map([
  [
    'q1',
    [
      { id: 'b', score: 2 },
      { id: 'a', score: 0.1 },
      { id: 'c', score: 0.1 },
    ],
  ],
]);

describe('readRun', () => {
  it('sorts by score, ties by id, whatever the order and the ranks in the file', async () => {
    const file = 'q1 Q0 c 1 0.1 tag\n  q2\tQ0  x 1 -1e3 tag\nq1 Q0 a 2 .1 tag\n\nq1 Q0 b 3 +2.0E0 tag\r\n';
    expect(await readRun(bytes(file))).toEqual(new Map([...small, ['q2', [{ id: 'x', score: -1000 }]]]));
  });

  it('reads MS MARCO ranks and gives 1 / rank as the score', async () => {
    expect(await readRun(bytes('7\td2\t2\n7\td1\t1\n'))).toEqual(
      new Map([
        [
          '7',
          [
            { id: 'd1', score: 1 },
            { id: 'd2', score: 0.5 },
          ],
        ],
      ]),
    );
  });

  it('reads JSON over several lines, and an empty file as an empty run', async () => {
    expect(await readRun(bytes('{\n "q1": {"b": 2, "c": 0.1,\n\n "a": 0.1}}'))).toEqual(small);
    expect(await readRun(bytes(''))).toEqual(new Map());
  });

  it.each([
    ['q Q0 d 1 1 t\nq Q0 d 2 0.5 t\n', 2, 'DUPLICATE_ID'],
    ['q Q0 d 1 1 t\nq Q0 d 2 0.5\n', 2, 'PARSE_ERROR'],
    ['q Q0 d e 1 1 t\n', 1, 'PARSE_ERROR'],
    ['q Q0 d 1 NaN t\n', 1, 'PARSE_ERROR'],
    ['q Q0 d 1 Infinity t\n', 1, 'PARSE_ERROR'],
    ['q Q0 d 1 1e999 t\n', 1, 'PARSE_ERROR'],
    ['q Q0 d 1 0x10 t\n', 1, 'PARSE_ERROR'],
    ['q d 0\n', 1, 'PARSE_ERROR'],
    ['q d 1.5\n', 1, 'PARSE_ERROR'],
    ['{"q": {"d": 1}', 1, 'PARSE_ERROR'],
    ['{"q": {"d": 1e999}}', 1, 'PARSE_ERROR'],
    ['{"q": {"d": "1"}}', 1, 'PARSE_ERROR'],
    ['{"q": {"\\ud800": 1}}', 1, 'PARSE_ERROR'],
    ['{"q": 1}', 1, 'PARSE_ERROR'],
  ])('refuses %j at line %i with %s', async (content, line, code) => {
    expect(await refusal(() => readRun(bytes(content)))).toMatchObject({ code, details: { line } });
  });

  it('refuses a format it does not know', async () => {
    const format = 'csv' as 'trec';
    expect(await refusal(() => readRun(bytes(''), { format }))).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('readRunRows', () => {
  it('keeps the order, the ranks and the lines of the file', async () => {
    expect(await collect(readRunRows(bytes('\nq Q0 b 7 1 t\nq Q0 a 3 2 t\n')))).toEqual([
      { query: 'q', id: 'b', score: 1, rank: 7, line: 2, tag: 't' },
      { query: 'q', id: 'a', score: 2, rank: 3, line: 3, tag: 't' },
    ]);
  });

  it('ranks the hits of a JSON run, whose order in the file cannot be kept', async () => {
    expect(await collect(readRunRows(bytes('{"q":{"10":2,"9":3}}')))).toMatchObject([
      { id: '9', rank: 1 },
      { id: '10', rank: 2 },
    ]);
  });
});

describe('writeRun', () => {
  it('writes each format', async () => {
    expect(await write(small)).toBe('q1 Q0 b 1 2 reprise\nq1 Q0 a 2 0.1 reprise\nq1 Q0 c 3 0.1 reprise\n');
    expect(await write(small, { tag: 'mine', precision: 3 })).toMatch(
      /^q1 Q0 b 1 2\.000 mine\nq1 Q0 a 2 0\.100 mine\n/,
    );
    expect(await write(small, { format: 'msmarco' })).toBe('q1\tb\t1\nq1\ta\t2\nq1\tc\t3\n');
    expect(await write(small, { format: 'json' })).toBe('{"q1":{"b":2,"a":0.1,"c":0.1}}\n');
    expect(await write(new Map(), { format: 'json' })).toBe('{}\n');
  });

  it('writes the shortest decimals of a float32 when asked', async () => {
    const run = new Map([
      ['q', [16777216, Math.fround(0.1), 1e-45].map((score, i) => ({ id: `${i}`, score }))],
    ]);
    expect((await write(run, { precision: 'float32' })).match(/(?<=\d )\S+(?= reprise)/g)).toEqual([
      '16777216',
      '0.1',
      '1.4013e-45',
    ]);
  });

  it.each(['trec', 'json'] as const)('%s comes back as it was', (format) => {
    const run = runOf(format === 'trec' ? wordId : anyId, double);
    return fc.assert(
      fc.asyncProperty(run, async (expected) => {
        expect(await readRun(bytes(await write(expected, { format })), { format })).toEqual(expected);
      }),
      { numRuns: cases },
    );
  });

  it('msmarco keeps ids and their order', () =>
    fc.assert(
      fc.asyncProperty(runOf(wordId, double), async (run) => {
        const format = 'msmarco';
        const ids = (some: Run) =>
          new Map([...some].map(([query, hits]) => [query, hits.map(({ id }) => id)]));
        expect(ids(await readRun(bytes(await write(run, { format })), { format }))).toEqual(ids(run));
      }),
      { numRuns: cases },
    ));

  it('with ties broken, is ranked by trec_eval as it is, in single and in double precision', () => {
    const score = fc
      .oneof(
        fc.integer({ min: -2, max: 2 }),
        fc.constantFrom(1e-45, 1 + 2 ** -30),
        fc.float({ noNaN: true, noDefaultInfinity: true, max: 2 ** 100, min: -(2 ** 100) }),
      )
      .map((value) => value + 0);
    return fc.assert(
      fc.asyncProperty(runOf(wordId, score), async (run) => {
        const rows = await collect(
          readRunRows(bytes(await write(run, { breakTies: true })), { format: 'trec' }),
        );
        for (const [query, hits] of run) {
          for (const precise of [Math.fround, (value: number) => value]) {
            const ranked = rows
              .filter((row) => row.query === query)
              .sort((a, b) => precise(b.score) - precise(a.score) || compareIds(b.id, a.id));
            expect(ranked.map(({ id }) => id)).toEqual(hits.map(({ id }) => id));
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds hostile ids and leaves the prototype of objects as it was', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const hits = hostileIds.map((id) => ({ id, score: 1 })).sort(compareHits);
    const run = new Map(hostileIds.map((id) => [id, hits]));
    for (const format of ['trec', 'json'] as const) {
      expect(await readRun(bytes(await write(run, { format })))).toEqual(run);
    }
    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  });

  it.each([
    ['a b', 1, 'INVALID_ID'],
    ['', 1, 'INVALID_ID'],
    ['\ud800', 1, 'INVALID_ID'],
    ['a', Number.NaN, 'INVALID_INPUT'],
    ['a', Number.POSITIVE_INFINITY, 'INVALID_INPUT'],
    ['a', 3, 'INVALID_INPUT'],
    ['first', 1, 'DUPLICATE_ID'],
  ])('refuses the hit %j with score %d after one with score 2: %s', async (id, score, code) => {
    const run = new Map([
      [
        'q',
        [
          { id: 'first', score: 2 },
          { id, score },
        ],
      ],
    ]);
    expect(await refusal(() => write(run))).toMatchObject({ code });
  });

  it('refuses scores beyond float32 where ties are to be broken', async () => {
    const run = new Map([['q', [{ id: 'a', score: -1e39 }]]]);
    expect(await refusal(() => write(run, { breakTies: true }))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each([
    { tag: 'two words' },
    { tag: '' },
    { precision: 21 },
    { precision: 1.5 },
    { breakTies: true, precision: 3 },
    { format: 'csv' as 'trec' },
  ])('refuses the options %j', async (options) => {
    expect(await refusal(() => write(small, options))).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe.skipIf(!shared.available)(`runs of real systems${shared.note}`, () => {
  it('reads and writes them without loss', async () => {
    const folder = shared.path('collections/msmarco-dl-pool/runs');
    for (const name of readdirSync(folder)) {
      const run = await readRun(join(folder, name));
      expect([run.size, [...run.values()].reduce((sum, hits) => sum + hits.length, 0)]).toEqual([43, 4300]);
      expect(await readRun(bytes(await write(run)))).toEqual(run);
    }
  });

  it('reads every run that trec_eval was run on', async () => {
    const folder = shared.path('golden/eval/synthetic');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.run'))) {
      expect((await readRun(join(folder, name))).size).toBeGreaterThan(0);
    }
  });
});
