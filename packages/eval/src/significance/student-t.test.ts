import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTwoSided } from './student-t.js';

const degrees = fc.integer({ min: 1, max: 5000 });
const statistic = fc.double({ min: 0, max: 50, noNaN: true });

describe('studentTwoSided', () => {
  // ν = 1 is Cauchy: p = 1 − (2/π) arctan t. ν = 2: p = 1 − t/√(2 + t²).
  it('is the closed form for one and for two degrees of freedom', () => {
    for (const t of [1e-6, 0.1, 0.5, 1, Math.sqrt(3), 7]) {
      expect(studentTwoSided(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 14);
      expect(studentTwoSided(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 14);
    }
  });

  it('keeps its digits far out, where p is about 1e-20', () => {
    // ν = 1: p = (2/π) arctan(1/t), which is (2/π)/t for a huge t.
    expect(studentTwoSided(1e20, 1) / (2e-20 / Math.PI)).toBeCloseTo(1, 12);
  });

  it('is 1 at 0, 0 at infinity and NaN at NaN', () => {
    expect(studentTwoSided(0, 7)).toBe(1);
    expect(studentTwoSided(Number.POSITIVE_INFINITY, 7)).toBe(0);
    expect(studentTwoSided(Number.NEGATIVE_INFINITY, 7)).toBe(0);
    expect(studentTwoSided(Number.NaN, 7)).toBeNaN();
  });

  it('comes to the normal distribution with many degrees of freedom', () => {
    expect(studentTwoSided(1.959963984540054, 2_000_000)).toBeCloseTo(0.05, 6);
  });

  it('is symmetric, within [0, 1], and falls as t grows and as degrees grow', () =>
    fc.assert(
      fc.property(degrees, statistic, statistic, (n, s, t) => {
        const p = studentTwoSided(t, n);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(studentTwoSided(-t, n)).toBe(p);
        if (s > t) expect(studentTwoSided(s, n)).toBeLessThanOrEqual(p + 1e-13);
        expect(studentTwoSided(t, n + 1)).toBeLessThanOrEqual(p + 1e-13);
      }),
    ));
});
