import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedTTest } from './paired-t-test.js';

const pairs = fc.array(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  { minLength: 2, maxLength: 60 },
);

describe('pairedTTest', () => {
  // δ = 1, 2, 3: mean 2, s = 1, t = 2√3; with two degrees of freedom p = 1 − t/√(2 + t²) = 1 − √(6/7).
  it('divides the mean difference by its standard error', () => {
    const test = pairedTTest([0, 0, 0], [1, 2, 3]);
    expect(test.meanDifference).toBe(2);
    expect(test.degrees).toBe(2);
    expect(test.t).toBeCloseTo(2 * Math.sqrt(3), 14);
    expect(test.p).toBeCloseTo(1 - Math.sqrt(6 / 7), 14);
  });

  it('says nothing, NaN, of one query and of equal systems', () => {
    expect(pairedTTest([0.5], [0.7])).toMatchObject({ t: Number.NaN, p: Number.NaN, degrees: 0 });
    expect(pairedTTest([0.1, 0.2], [0.1, 0.2])).toMatchObject({ t: Number.NaN, p: Number.NaN });
  });

  it('is certain, p 0, of a constant difference', () => {
    expect(pairedTTest([0.125, 0.25], [0.25, 0.375])).toMatchObject({ t: Number.POSITIVE_INFINITY, p: 0 });
    expect(pairedTTest([0.25, 0.375], [0.125, 0.25])).toMatchObject({ t: Number.NEGATIVE_INFINITY, p: 0 });
  });

  it('changes the sign of t, and p not at all, when the systems are exchanged', () =>
    fc.assert(
      fc.property(pairs, (values) => {
        const a = values.map(([x]) => x);
        const b = values.map(([, y]) => y);
        const there = pairedTTest(a, b);
        const back = pairedTTest(b, a);
        if (Number.isNaN(there.t)) expect(back.t).toBeNaN();
        else expect(back.t === -there.t).toBe(true);
        expect(back.p).toBe(there.p);
      }),
    ));

  it('refuses unequal lengths, no values and values that are not finite', () => {
    expect(() => pairedTTest([1, 2], [1])).toThrow(/baseline has 2 values and the system 1/);
    expect(() => pairedTTest([], [])).toThrow(/no values/);
    expect(() => pairedTTest([1, 2], [1, Number.NaN])).toThrow(/value 1 of the system is NaN/);
    expect(() => pairedTTest([Number.POSITIVE_INFINITY], [1])).toThrow(/value 0 of the baseline is Infinity/);
  });
});
