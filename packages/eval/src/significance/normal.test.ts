import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from './normal.js';

describe('normalCdf', () => {
  it('is 1/2 in the middle, 0 and 1 at the ends, and NaN for NaN', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(normalCdf(Number.POSITIVE_INFINITY)).toBe(1);
    expect(normalCdf(Number.NaN)).toBeNaN();
  });

  // Abramowitz & Stegun, table 26.1 and 26.2.
  it('has the digits of the tables on either side of where the formula changes', () => {
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 14);
    expect(normalCdf(2.5)).toBeCloseTo(0.993790334674224, 14);
    expect(normalCdf(3)).toBeCloseTo(0.99865010196837, 14);
    expect(normalCdf(-10) / 7.61985302416e-24).toBeCloseTo(1, 10);
  });

  it('never falls, and its two tails sum to 1', () =>
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 40, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (z, step) => {
          expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 14);
          expect(normalCdf(z + step)).toBeGreaterThanOrEqual(normalCdf(z) * (1 - 1e-12));
        },
      ),
    ));
});
