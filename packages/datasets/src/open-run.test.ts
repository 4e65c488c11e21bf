import { compareHits, type Run } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRun } from './open-run.js';
import { readRun } from './read-run.js';
import { bytes, refusal, wordId, written } from './test-support.js';
import { writeRun } from './write-run.js';

/** The same bytes at every reading. */
const source = (content: string): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => bytes(content)[Symbol.asyncIterator](),
});

const file = 'q2 Q0 b 1 2 t\nq1 Q0 a 1 1 t\nq2 Q0 a 2 3 t\n\nq3 Q0 a 1 1 t\n';

describe('openRun', () => {
  it('gives the queries as they first come and their hits in any order, also where rows lie apart', async () => {
    for (const order of [
      ['q2', 'q1', 'q3'],
      ['q3', 'q1', 'q2'],
    ]) {
      const run = await openRun(source(file));
      expect(run.queries).toEqual(['q2', 'q1', 'q3']);
      const whole = await readRun(source(file));
      for (const query of order) expect(await run.hits(query)).toEqual(whole.get(query));
      await run.close();
    }
  });

  it('gives no hits for a query that the run lacks, nor a second time', async () => {
    const run = await openRun(source(file));
    expect(await run.hits('q9')).toEqual([]);
    expect(await run.hits('q1')).toHaveLength(1);
    expect(await run.hits('q1')).toEqual([]);
    await run.close();
  });

  it('reads no further than it is asked, and closes the file', async () => {
    let open = 0;
    let chunks = 0;
    const many: AsyncIterable<Uint8Array> = {
      async *[Symbol.asyncIterator]() {
        open++;
        try {
          for (let q = 0; q < 50; q++) {
            chunks++;
            yield Buffer.from(`q${q} Q0 a 1 1 t\n`);
          }
        } finally {
          open--;
        }
      },
    };
    const run = await openRun(many);
    expect([open, chunks]).toEqual([0, 50]);
    await run.hits('q1');
    expect(open).toBe(1);
    expect(chunks).toBeLessThan(55);
    await run.close();
    expect(open).toBe(0);
  });

  it('reads the other formats', async () => {
    for (const [content, score] of [
      ['q\td\t2\n', 0.5],
      ['{"q":\n{"d": 0.5}}', 0.5],
    ] as const) {
      const run = await openRun(source(content));
      expect(run.queries).toEqual(['q']);
      expect(await run.hits('q')).toEqual([{ id: 'd', score }]);
    }
    expect((await openRun(source(''))).queries).toEqual([]);
  });

  it.each([
    ['q Q0 d 1 1 t\nq Q0 d 2 0.5 t\n', 2, 'DUPLICATE_ID'],
    ['q Q0 d 1 1 t\nq Q0 e 2 x t\n', 2, 'PARSE_ERROR'],
    ['q\n', 1, 'PARSE_ERROR'],
  ])('refuses %j at line %i with %s', async (content, line, code) => {
    const run = await openRun(source(content));
    expect(await refusal(() => run.hits('q'))).toMatchObject({ code, details: { line } });
  });

  it('agrees with readRun on any rows in any order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', '10', '9'), wordId, fc.integer()), {
          selector: ([query, id]) => `${query} ${id}`,
          maxLength: 12,
        }),
        fc.constantFrom('trec', 'auto'),
        async (rows, format) => {
          const content = rows.map(([query, id, score]) => `${query} Q0 ${id} 1 ${score} t\n`).join('');
          const whole = await readRun(source(content), { format: 'trec' });
          const run = await openRun(source(content), { format: format as 'trec' | 'auto' });
          expect(run.queries).toEqual([...whole.keys()]);
          for (const query of [...run.queries].sort())
            expect(await run.hits(query)).toEqual(whole.get(query));
        },
      ),
      { numRuns: 300 },
    ));
});

describe('readRun by rank', () => {
  it('goes by the ranks of the file and keeps equal ones in its order', async () => {
    const content = 'q Q0 c 2 9 t\nq Q0 b 1 1 t\nq Q0 a 2 5 t\n';
    const ids = async (order: 'score' | 'rank') =>
      (await readRun(bytes(content), { order })).get('q')?.map(({ id }) => id);
    expect(await ids('rank')).toEqual(['b', 'c', 'a']);
    expect(await ids('score')).toEqual(['c', 'a', 'b']);
    expect(await refusal(() => ids('file' as 'rank'))).toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('tells every row', async () => {
    const tags: unknown[] = [];
    await readRun(bytes('q Q0 c 2 9 t\nq Q0 b 1 1 u\n'), { onRow: ({ tag }) => tags.push(tag) });
    expect(tags).toEqual(['t', 'u']);
  });
});

describe('writeRun from a stream', () => {
  async function* stream(run: Run): AsyncGenerator<readonly [string, { id: string; score: number }[]]> {
    for (const [query, hits] of run) yield [query, [...hits].sort(compareHits)];
  }

  it('writes the bytes of a whole run in every format', async () => {
    const run = await readRun(bytes(file));
    for (const format of ['trec', 'msmarco', 'json'] as const) {
      expect(await written((target) => writeRun(target, stream(run), { format }))).toBe(
        await written((target) => writeRun(target, run, { format })),
      );
    }
  });

  it('refuses a query that comes twice', async () => {
    async function* twice(): AsyncGenerator<readonly [string, { id: string; score: number }[]]> {
      yield ['q', [{ id: 'a', score: 1 }]];
      yield ['q', [{ id: 'b', score: 1 }]];
    }
    expect(await refusal(() => written((target) => writeRun(target, twice())))).toMatchObject({
      code: 'DUPLICATE_ID',
    });
  });
});
