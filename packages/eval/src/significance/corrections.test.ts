import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { bonferroni } from './bonferroni.js';
import { holm } from './holm.js';

const family = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const rounded = (ps: readonly number[]) => ps.map((p) => Number(p.toPrecision(12)));

describe('holm, bonferroni and benjaminiHochberg', () => {
  // Ascending .005 .01 .03 .04 times 4 3 2 1: .02 .03 .06 .04, and the last is lifted to .06.
  // The same times 4/1 4/2 4/3 4/4: .02 .02 .04 .04.
  it('correct a family by hand', () => {
    expect(rounded(holm([0.01, 0.04, 0.03, 0.005]))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(rounded(bonferroni([0.01, 0.04, 0.03, 0.005]))).toEqual([0.04, 0.16, 0.12, 0.02]);
    expect(rounded(benjaminiHochberg([0.01, 0.04, 0.03, 0.005]))).toEqual([0.02, 0.04, 0.04, 0.02]);
    expect(rounded(benjaminiHochberg([0.04, 0.05, 0.9]))).toEqual([0.075, 0.075, 0.9]);
  });

  it('leave one test as it is, and no test nothing', () => {
    expect(holm([0.04])).toEqual([0.04]);
    expect(bonferroni([0.04])).toEqual([0.04]);
    expect(benjaminiHochberg([0.04])).toEqual([0.04]);
    expect(benjaminiHochberg([])).toEqual([]);
    expect(holm([])).toEqual([]);
    expect(bonferroni([])).toEqual([]);
  });

  it('keep NaN, and count it in the family', () => {
    expect(holm([0.01, Number.NaN])).toEqual([0.02, Number.NaN]);
    expect(holm([Number.NaN, 0.01])).toEqual([Number.NaN, 0.02]);
    expect(bonferroni([Number.NaN, 0.01])).toEqual([Number.NaN, 0.02]);
    expect(benjaminiHochberg([Number.NaN, 0.01])).toEqual([Number.NaN, 0.02]);
  });

  it('never lower a p, never pass 1, keep the order of ps, and the newer is never above the older', () =>
    fc.assert(
      fc.property(family, (ps) => {
        const stepDown = holm(ps);
        const once = bonferroni(ps);
        const stepUp = benjaminiHochberg(ps);
        ps.forEach((p, i) => {
          const corrected = stepDown[i] as number;
          expect(corrected).toBeGreaterThanOrEqual(p);
          expect(corrected).toBeLessThanOrEqual(once[i] as number);
          expect(once[i]).toBeLessThanOrEqual(1);
          expect(stepUp[i]).toBeGreaterThanOrEqual(p);
          expect(stepUp[i]).toBeLessThanOrEqual(corrected * (1 + 1e-12));
          ps.forEach((other, j) => {
            if (other > p) expect(stepDown[j]).toBeGreaterThanOrEqual(corrected);
            if (other > p) expect(stepUp[j]).toBeGreaterThanOrEqual(stepUp[i] as number);
          });
        });
      }),
    ));

  it('refuse what is no p-value, by place', () => {
    for (const correct of [holm, bonferroni, benjaminiHochberg]) {
      expect(() => correct([0.5, -0.1])).toThrow(/p-value 1 is -0\.1/);
      expect(() => correct([1.5])).toThrow(/p-value 0 is 1\.5/);
    }
  });
});
