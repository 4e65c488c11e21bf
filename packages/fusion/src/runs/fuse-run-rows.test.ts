import { describe, expect, it } from 'vitest';
import { combSum, fuseRunRows, fuseRuns, type RunRow, rrf } from '../index.js';

async function* file(rows: string, closed: { count: number } = { count: 0 }): AsyncGenerator<RunRow> {
  try {
    for (const row of rows.trim().split('\n')) {
      if (row.trim() === '') continue;
      const [query, id, score] = row.trim().split(' ');
      yield { query: query!, id: id!, score: Number(score) };
    }
  } finally {
    closed.count++;
  }
}

const collect = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

const raw = combSum({ normalise: false });

describe('fuseRunRows', () => {
  it('fuses query by query, ranks by score and then id, and knows when a file lacks a query', async () => {
    const fused = await collect(
      fuseRunRows(rrf({ k: 1 }), [
        file(`q1 b 1
              q1 a 1
              q2 c 5
              q3 e 1`),
        file(`q1 a 9
              q3 e 2`),
      ]),
    );
    expect(fused).toEqual([
      [
        'q1',
        [
          { id: 'a', score: 1 },
          { id: 'b', score: 1 / 3 },
        ],
      ],
      ['q2', [{ id: 'c', score: 1 / 2 }]],
      ['q3', [{ id: 'e', score: 1 }]],
    ]);
  });

  it('gives the same as fuseRuns when the files have their queries in different orders', async () => {
    const hits = (id: string, score: number) => [{ id, score }];
    const fused = await collect(
      fuseRunRows(raw, [file('q1 a 1\nq2 b 2\nq3 c 3'), file('q3 c 1\nq1 d 4'), file('')]),
    );
    const whole = fuseRuns(raw, [
      new Map([
        ['q1', hits('a', 1)],
        ['q2', hits('b', 2)],
        ['q3', hits('c', 3)],
      ]),
      new Map([
        ['q3', hits('c', 1)],
        ['q1', hits('d', 4)],
      ]),
      new Map(),
    ]);
    expect(new Map(fused)).toEqual(whole);
  });

  it('reads no further than it must, and closes the files where the caller stops', async () => {
    const closed = { count: 0 };
    async function* endless(): AsyncGenerator<RunRow> {
      try {
        for (let q = 0; ; q++) yield { query: `q${q}`, id: 'd', score: 1 };
      } finally {
        closed.count++;
      }
    }
    for await (const [query] of fuseRunRows(raw, [endless(), endless()])) {
      expect(query).toBe('q0');
      break;
    }
    expect(closed.count).toBe(2);
  });

  it('refuses rows of a query that do not stand together, and closes the other file', async () => {
    const closed = { count: 0 };
    const broken = collect(
      fuseRunRows(raw, [file('q1 a 1\nq2 b 1\nq1 c 1', closed), file('q1 a 1', closed)]),
    );
    await expect(broken).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/run 0: the rows of query "q1" do not stand together/),
    });
    expect(closed.count).toBe(2);
  });

  it('gives nothing for no files', async () => {
    expect(await collect(fuseRunRows(raw, []))).toEqual([]);
  });
});
