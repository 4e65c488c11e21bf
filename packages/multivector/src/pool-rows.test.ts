import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMultivector } from './index.js';
import { poolRows } from './pool-rows.js';
import { documentsOf, matrix, randomDocuments } from './small.test-support.js';

describe('poolRows', () => {
  it('joins the rows whose joining adds least to the sum of squares, and leaves the first alone', () => {
    // Rows 1 to 4 at 0, 10, 1 and 12: 0 and 1 join at a cost of ½, 10 and 12 at one of 2.
    const { data, members } = poolRows(Float32Array.of(0, 0, 10, 1, 12), 1, 2);
    expect([...data]).toEqual([0, 0.5, 11]);
    expect([...members]).toEqual([0, 1, 2]);
  });

  it('weighs clusters by their size, as Ward does', () => {
    // Rows 1 to 6 at 0, 0, 0, 4, 4 and 8.4, into two. {0, 0, 0} and {4, 4} would cost 6/5 · 16 = 19.2, {4, 4} and {8.4} cost
    // 2/3 · 4.4² ≈ 12.9, although their means lie farther apart.
    const { data, members } = poolRows(Float32Array.of(9, 0, 0, 0, 4, 4, 8.4), 1, 3);
    expect([...members]).toEqual([0, 1, 4]);
    expect(data[2]).toBeCloseTo(16.4 / 3, 5);
  });

  it('brings means to length 1 where all rows have it', () => {
    const { data } = poolRows(Float32Array.of(1, 0, 1, 0, 0, 1), 2, 2);
    expect([...data]).toEqual([1, 0, Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
  });

  it('keeps 1 + ⌊(n − 1) / factor⌋ rows, two at least, and every row in one cluster', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 40 }),
        fc.constantFrom(2 as const, 3 as const, 4 as const),
        fc.nat({ max: 1e6 }),
        (count, factor, seed) => {
          const rows = randomDocuments(count, 4, { seed, rows: 1, unit: false }).flatMap(({ tokens }) => [
            ...tokens.data,
          ]);
          const { data, members } = poolRows(Float32Array.from(rows), 4, factor);
          expect(members).toHaveLength(1 + Math.max(1, Math.floor((count - 1) / factor)));
          expect(data).toHaveLength(members.length * 4);
          expect([...members]).toEqual([...new Set(members)].sort((a, b) => a - b));
          expect(members[0]).toBe(0);
        },
      ),
      { numRuns: 200 },
    ));

  it('leaves documents of one or two rows, and factor 1, as they are', () => {
    const two = Float32Array.of(1, 2, 3, 4);
    expect(poolRows(two, 2, 4)).toEqual({ data: two, members: Uint32Array.of(0, 1) });
    const three = Float32Array.of(1, 2, 3);
    expect(poolRows(three, 1, 1)).toEqual({ data: three, members: Uint32Array.of(0, 1, 2) });
  });
});

describe('a pooled index', () => {
  it('holds a row for each cluster, with the token id of its first member', async () => {
    const tokens = matrix([[0], [0], [10], [1], [12]], { ids: [1, 2, 3, 4, 5] });
    const index = await buildMultivector([{ id: 'a', tokens }], { pool: 2 });
    const { tokens: stored } = (await index.fetch(['a'], ['tokens'])).get('a')!;
    expect([...stored.data]).toEqual([0, 0.5, 11]);
    expect([...stored.ids!]).toEqual([1, 2, 3]);
    expect([4, 5].map((token) => index.collectionFrequency(token))).toEqual([0, 0]);
    expect(index.label(4)).toBeUndefined();
  });

  it('pools what is added too', async () => {
    const index = await buildMultivector([], { pool: 4 });
    await index.add(documentsOf({ a: Array.from({ length: 9 }, (_, i) => [i]) }));
    expect(index.occurrences).toBe(3);
  });
});
