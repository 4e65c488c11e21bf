import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreSpread } from './score-spread.js';

const spreadOf = async (scores: readonly number[], depth?: number): Promise<number | undefined> => {
  const hits = scores.map((score, i) => ({ id: `d${i}`, score }));
  const [spread] = await scoreSpread(depth === undefined ? {} : { depth }).predict([
    { query: { id: 'q' }, hits },
  ]);
  return spread;
};

describe('scoreSpread', () => {
  // 8, 4, 3, 1: mean 4, squared deviations 16, 0, 1, 9, of which the mean is 6.5
  it('is the standard deviation of the scores by their mean', async () => {
    expect(await spreadOf([8, 4, 3, 1])).toBeCloseTo(Math.sqrt(6.5) / 4, 15);
  });

  it('looks at the best k only, 100 of them by default', async () => {
    expect(await spreadOf([8, 4, 3, 1], 2)).toBeCloseTo(2 / 6, 15);
    const hundred = Array.from({ length: 100 }, (_, i) => 200 - i);
    expect(await spreadOf([...hundred, 50, 1])).toBe(await spreadOf(hundred));
  });

  it('is 0 where scores are equal, all 0, or there is one', async () => {
    for (const scores of [[3, 3, 3], [0, 0], [7], [-2, -2]]) expect(await spreadOf(scores)).toBe(0);
  });

  it('stays finite where scores have both signs and their mean is 0', async () => {
    expect(await spreadOf([1, -1])).toBe(1);
  });

  it('does not change where all scores are multiplied by a constant, and is finite for any scores', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 30 }),
        async (scores, factor) => {
          const spread = (await spreadOf(scores)) as number;
          expect(spread).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(spread)).toBe(true);
          const tame = scores.map((score) => Math.round((score % 1000) * 8) / 8);
          expect(await spreadOf(tame.map((score) => score * factor))).toBeCloseTo(
            (await spreadOf(tame)) as number,
            12,
          );
        },
      ),
    ));

  it('refuses a depth that is no whole number of at least 1', () => {
    for (const depth of [0, 1.5, Number.NaN]) expect(() => scoreSpread({ depth })).toThrow(/depth is/);
  });
});
