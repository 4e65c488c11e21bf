import { describe, expect, it } from 'vitest';
import { compare } from './compare.js';

const unpaced = (): undefined => undefined;
const options = { test: 't', correction: 'none', significance: 0.05, risk: [] } as const;

describe('compare', () => {
  it('takes differences up to 1e-9 for ties', async () => {
    const [comparison] = await compare(
      ['a', 'b', 'c', 'd'],
      [0.5, 0.5, 0.5, 0.5],
      [[0.5 + 9e-10, 0.5 - 9e-10, 0.5 + 2e-9, 0.5 - 2e-9]],
      options,
      unpaced,
    );
    expect(comparison).toMatchObject({ wins: 1, ties: 2, losses: 1 });
    expect(comparison?.helped.map(({ query }) => query)).toEqual(['c']);
    expect(comparison?.hurt.map(({ query }) => query)).toEqual(['d']);
  });

  it('names the five queries that moved most each way, equals in the order of the queries', async () => {
    const queries = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const zeros = queries.map(() => 0);
    const [up, down] = await compare(
      queries,
      zeros,
      [
        [1, 2, 3, 2, 1, 1, 1, 0],
        [-1, -2, -3, -2, -1, -1, -1, 0],
      ],
      options,
      unpaced,
    );
    expect(up?.helped.map(({ query }) => query)).toEqual(['c', 'b', 'd', 'a', 'e']);
    expect(up?.hurt).toEqual([]);
    expect(down?.hurt.map(({ query }) => query)).toEqual(['c', 'b', 'd', 'a', 'e']);
    expect(down?.helped).toEqual([]);
  });

  // Exact randomisation of five equal differences: 2 of 32. Holm over two such: .0625·2, and the second the same.
  it('corrects the systems it is given as one family', async () => {
    const zeros = [0, 0, 0, 0, 0];
    const ones = [1, 1, 1, 1, 1];
    const family = { ...options, test: 'randomization', correction: 'holm', significance: 0.2 } as const;
    const found = await compare(['a', 'b', 'c', 'd', 'e'], zeros, [ones, ones], family, unpaced);
    expect(found).toMatchObject([
      { p: 0.0625, corrected: 0.125, significant: true },
      { p: 0.0625, corrected: 0.125, significant: true },
    ]);
  });

  // Five differences of one size and sign: 2 of 32 assignments are as far out. 3/2 of .0625; the p of 1 stays.
  it("corrects Wilcoxon's p by the rule of Benjamini and Hochberg", async () => {
    const zeros = [0, 0, 0, 0, 0];
    const ones = [1, 1, 1, 1, 1];
    const family = {
      ...options,
      test: 'wilcoxon',
      correction: 'benjamini-hochberg',
      significance: 0.1,
    } as const;
    const found = await compare(['a', 'b', 'c', 'd', 'e'], zeros, [ones, zeros, ones], family, unpaced);
    expect(found).toMatchObject([
      { p: 0.0625, corrected: 0.09375, significant: true },
      { p: 1, corrected: 1, significant: false },
      { p: 0.0625, corrected: 0.09375, significant: true },
    ]);
  });

  it('finds nothing significant where the test says nothing', async () => {
    expect(await compare(['a'], [0], [[1]], options, unpaced)).toMatchObject([
      { p: Number.NaN, significant: false, wins: 1 },
    ]);
  });
});
