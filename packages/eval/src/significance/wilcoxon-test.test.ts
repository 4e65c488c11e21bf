import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilcoxonTest } from './wilcoxon-test.js';

const zeros = (n: number): number[] => new Array<number>(n).fill(0);
const upTo = (n: number): number[] => zeros(n).map((_, i) => i + 1);

describe('wilcoxonTest', () => {
  // Ranks of |δ| = 1, 2, 3: 1, 2, 3. W⁻ = 2; of the eight assignments {}, {1}, {2} have at most that: p = 2·3/8.
  it('counts the assignments of a few queries', () => {
    expect(wilcoxonTest(zeros(3), [1, -2, 3])).toEqual({
      meanDifference: 2 / 3,
      statistic: 2,
      p: 0.75,
      exact: true,
    });
  });

  // δ = 1, −1, 2, 0: ranks 1.5, 1.5, 3 without the zero, 2.5, 2.5, 4 with it, of which it has 1.
  it('shares ranks, and leaves zeros out, ranks them or splits them', () => {
    const of = (option: 'wilcox' | 'pratt' | 'zsplit') =>
      wilcoxonTest(zeros(4), [1, -1, 2, 0], { zeros: option });
    expect(of('wilcox')).toMatchObject({ statistic: 1.5, p: 0.75, exact: true });
    expect(of('pratt')).toMatchObject({ statistic: 2.5, p: 0.75, exact: true });
    expect(of('zsplit')).toMatchObject({ statistic: 3, p: 0.75, exact: true });
  });

  // W⁻ = 0: one of 2ⁿ assignments, on either side.
  it('is exact up to 50 queries without ties and up to 13 with them', () => {
    expect(wilcoxonTest(zeros(50), upTo(50))).toMatchObject({ p: 2 ** -49, exact: true });
    expect(wilcoxonTest(zeros(51), upTo(51)).exact).toBe(false);
    expect(wilcoxonTest(zeros(13), zeros(13).fill(1))).toMatchObject({ p: 2 ** -12, exact: true });
    expect(wilcoxonTest(zeros(14), zeros(14).fill(1)).exact).toBe(false);
    expect(wilcoxonTest(zeros(14), [0, ...upTo(13)]).exact).toBe(false);
    expect(wilcoxonTest(zeros(3), [1, -2, 3], { method: 'normal' }).exact).toBe(false);
  });

  // n = 3, W⁻ = 2, μ = 3, σ² = 84/24 = 3.5: z = 1/√3.5 or, half a rank nearer, 0.5/√3.5.
  it('approximates by the normal distribution, with a continuity correction on demand', () => {
    const of = (continuity: boolean) =>
      wilcoxonTest(zeros(3), [1, -2, 3], { method: 'normal', continuity }).p;
    expect(of(false)).toBeCloseTo(0.592980098, 8);
    expect(of(true)).toBeCloseTo(0.789268026, 8);
  });

  it('has nothing to correct where both sides have the same sum of ranks', () => {
    for (const continuity of [false, true])
      expect(wilcoxonTest([0, 0], [1, -1], { method: 'normal', continuity }).p).toBeCloseTo(1, 12);
  });

  it('says nothing where no query differs: 1 when counted, NaN when approximated, as scipy', () => {
    expect(wilcoxonTest([0.1, 0.2], [0.1, 0.2])).toMatchObject({ statistic: 0, p: 1, exact: true });
    expect(wilcoxonTest(zeros(14), zeros(14)).p).toBeNaN();
    expect(wilcoxonTest(zeros(14), zeros(14), { zeros: 'zsplit' }).p).toBe(1);
  });

  it('does not change when the systems swap, nor when all differences grow alike', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 30 }),
        fc.record({
          zeros: fc.constantFrom('wilcox' as const, 'pratt' as const, 'zsplit' as const),
          continuity: fc.boolean(),
          method: fc.constantFrom('auto' as const, 'normal' as const),
        }),
        (delta, options) => {
          const { statistic, p } = wilcoxonTest(zeros(delta.length), delta, options);
          const other = wilcoxonTest(delta, zeros(delta.length), options);
          const larger = wilcoxonTest(
            zeros(delta.length),
            delta.map((x) => 4 * x),
            options,
          );
          expect([other.statistic, other.p]).toEqual([statistic, p]);
          expect([larger.statistic, larger.p]).toEqual([statistic, p]);
          if (!Number.isNaN(p)) expect(p).toBeGreaterThan(0);
          if (!Number.isNaN(p)) expect(p).toBeLessThanOrEqual(1);
        },
      ),
    ));

  it('counts what enumeration of every assignment counts', () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 8 }),
        fc.nat(255),
        (sizes, signs) => {
          const delta = sizes.map((size, i) => ((signs >> i) & 1 ? -size : size));
          const { p, statistic } = wilcoxonTest(zeros(delta.length), delta);
          const ranks = sizes.map(
            (size) =>
              sizes.filter((one) => one < size).length + (1 + sizes.filter((one) => one === size).length) / 2,
          );
          const sums = Array.from({ length: 2 ** sizes.length }, (_, bits) =>
            ranks.reduce((sum, rank, i) => sum + ((bits >> i) & 1 ? rank : 0), 0),
          );
          const low = sums.filter((sum) => sum <= statistic).length;
          expect(p).toBeCloseTo(Math.min(1, (2 * low) / sums.length), 12);
        },
      ),
    ));

  it('refuses unknown options, unequal lists and values that are not finite', () => {
    expect(() => wilcoxonTest([0], [1], { zeros: 'drop' as 'pratt' })).toThrow(
      /zeros is "drop": give wilcox/,
    );
    expect(() => wilcoxonTest([0], [1], { method: 'exact' as 'auto' })).toThrow(
      /method is "exact": give auto/,
    );
    expect(() => wilcoxonTest([0], [1, 2])).toThrow(/give one a query for both/);
    expect(() => wilcoxonTest([0], [Number.NaN])).toThrow(/value 0 of the system is NaN/);
  });
});
