import { describe, expect, it } from 'vitest';
import { testPairs } from './test-pairs.js';

const unpaced = (): undefined => undefined;
const options = { test: 't', correction: 'none', significance: 0.05 } as const;
const zeros = [0, 0, 0, 0, 0];
const ones = [1, 1, 1, 1, 1];
const up = { first: zeros, second: ones };

describe('testPairs', () => {
  it('takes differences up to 1e-9 for ties', async () => {
    const second = [0.5 + 9e-10, 0.5 - 9e-10, 0.5 + 2e-9, 0.5 - 2e-9];
    const found = await testPairs([{ first: [0.5, 0.5, 0.5, 0.5], second }], options, unpaced);
    expect(found).toMatchObject([{ wins: 1, ties: 2, losses: 1 }]);
    const least = { first: [0, 0], second: [1e-9, -1e-9] };
    expect(await testPairs([least], options, unpaced)).toMatchObject([{ wins: 0, ties: 2, losses: 0 }]);
  });

  // Exact randomisation of five equal differences: 2 of 32. Holm over two such: .0625·2, and the second the same.
  it('corrects the pairs it is given as one family', async () => {
    const family = { ...options, test: 'randomization', correction: 'holm', significance: 0.2 } as const;
    expect(await testPairs([up, up], family, unpaced)).toMatchObject([
      { p: 0.0625, corrected: 0.125, significant: true },
      { p: 0.0625, corrected: 0.125, significant: true },
    ]);
  });

  // Five differences of one size and sign: 2 of 32 assignments are as far out. 3/2 of .0625; the p of 1 stays.
  it("corrects Wilcoxon's p by the rule of Benjamini and Hochberg", async () => {
    const family = {
      ...options,
      test: 'wilcoxon',
      correction: 'benjamini-hochberg',
      significance: 0.1,
    } as const;
    expect(await testPairs([up, { first: zeros, second: zeros }, up], family, unpaced)).toMatchObject([
      { p: 0.0625, corrected: 0.09375, significant: true },
      { p: 1, corrected: 1, significant: false },
      { p: 0.0625, corrected: 0.09375, significant: true },
    ]);
  });

  it('finds nothing significant where the test says nothing', async () => {
    expect(await testPairs([{ first: [0], second: [1] }], options, unpaced)).toMatchObject([
      { p: Number.NaN, significant: false, wins: 1 },
    ]);
  });

  it('says the same of a pair the other way round, but for the sign', async () => {
    const first = [0.1, 0.5, 0.3, 0.7, 0.2, 0.9];
    const second = [0.4, 0.4, 0.9, 0.8, 0.2, 0.7];
    for (const test of ['t', 'wilcoxon', 'randomization'] as const) {
      const [[there], [back]] = await Promise.all([
        testPairs([{ first, second }], { ...options, test }, unpaced),
        testPairs([{ first: second, second: first }], { ...options, test }, unpaced),
      ]);
      expect(back).toEqual({
        ...there,
        meanDifference: -there!.meanDifference,
        wins: there!.losses,
        losses: there!.wins,
      });
    }
  });
});
