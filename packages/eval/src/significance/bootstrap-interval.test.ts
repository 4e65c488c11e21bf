import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from './bootstrap-interval.js';

const zeros = (n: number): number[] => new Array<number>(n).fill(0);

describe('bootstrapInterval', () => {
  // Two differences, 0 and 1: a draw of two has mean 0, 1/2 or 1 with 1/4, 1/2 and 1/4.
  it('holds the middle of the means of what was drawn', () => {
    expect(bootstrapInterval([0, 0], [0, 1], { confidence: 0.4 })).toEqual({
      meanDifference: 0.5,
      low: 0.5,
      high: 0.5,
    });
    expect(bootstrapInterval([0, 0], [0, 1], { confidence: 0.6 })).toMatchObject({ low: 0, high: 1 });
  });

  // 400 differences, half 0 and half 1: a mean's standard error is 0.5/√400 = 0.025.
  it('is 1.96 standard errors to either side of the mean of many queries', () => {
    const { low, high } = bootstrapInterval(
      zeros(400),
      zeros(400).map((_, i) => i % 2),
    );
    expect(low).toBeCloseTo(0.5 - 1.96 * 0.025, 2);
    expect(high).toBeCloseTo(0.5 + 1.96 * 0.025, 2);
  });

  it('interpolates between the means: two draws of 0 and 1 give 0.025 and 0.975, or no width', () => {
    const intervals = Array.from({ length: 40 }, (_, seed) =>
      bootstrapInterval([0, 0], [0, 1], { samples: 2, seed }),
    );
    const ends = intervals.filter(({ low, high }) => high - low > 0.6).map(({ low, high }) => [low, high]);
    expect(ends.length).toBeGreaterThan(0);
    for (const [low, high] of ends)
      expect([low, high]).toEqual([0.025, 0.975].map((x) => expect.closeTo(x, 12)));
  });

  it('has no width after one draw', () => {
    const { low, high } = bootstrapInterval(zeros(9), [1, 2, 3, 4, 5, 6, 7, 8, 9], { samples: 1 });
    expect(high).toBe(low);
    expect(low).toBeGreaterThan(0);
  });

  it('repeats itself under a seed and not under another', () => {
    const system = zeros(50).map((_, i) => Math.sin(i));
    const of = (seed: number) => bootstrapInterval(zeros(50), system, { seed, samples: 500 });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it('grows with confidence, stays among the differences and has no width where all are equal', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (delta) => {
          const of = (confidence: number) =>
            bootstrapInterval(zeros(delta.length), delta, { confidence, samples: 200 });
          const [narrow, wide] = [of(0.5), of(0.99)];
          expect(wide.low).toBeLessThanOrEqual(narrow.low);
          expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
          expect(narrow.low).toBeLessThanOrEqual(narrow.high);
          expect(wide.low).toBeGreaterThanOrEqual(Math.min(...delta) - 1e-12);
          expect(wide.high).toBeLessThanOrEqual(Math.max(...delta) + 1e-12);
        },
      ),
      { numRuns: 50 },
    ));

  it('refuses a confidence that is no share, no samples, a bad seed and unequal lists', () => {
    expect(() => bootstrapInterval([0], [1], { confidence: 1 })).toThrow(/confidence is 1: give/);
    expect(() => bootstrapInterval([0], [1], { confidence: Number.NaN })).toThrow(/confidence is NaN/);
    expect(() => bootstrapInterval([0], [1], { samples: 0 })).toThrow(/samples is 0/);
    expect(() => bootstrapInterval([0], [1], { seed: -1 })).toThrow(/seed is -1/);
    expect(() => bootstrapInterval([], [])).toThrow(/no values to compare/);
  });
});
