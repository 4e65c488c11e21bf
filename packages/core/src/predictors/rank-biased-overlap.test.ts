import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankBiasedOverlap } from './rank-biased-overlap.js';

/** The formula as it is written, term by term. */
function asWritten(a: readonly string[], b: readonly string[], p: number): number {
  const [S, L] = a.length <= b.length ? [a, b] : [b, a];
  const s = S.length;
  const l = L.length;
  const X = (d: number): number => S.slice(0, d).filter((id) => L.slice(0, d).includes(id)).length;
  const ranks = Array.from({ length: l }, (_, i) => i + 1);
  const seen = ranks.reduce((sum, d) => sum + (X(d) / d) * p ** d, 0);
  const unseen = ranks.slice(s).reduce((sum, d) => sum + ((X(s) * (d - s)) / (s * d)) * p ** d, 0);
  return ((1 - p) / p) * (seen + unseen) + ((X(l) - X(s)) / l + X(s) / s) * p ** l;
}

const lists = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { minLength: 1 });
const between = fc.double({ min: 0.01, max: 0.99, noNaN: true });

describe('rankBiasedOverlap', () => {
  // X = 0, 2, 2: ½·(0 + ½²·2/2 + ½³·2/3)/½ + ½³·2/3 = 1/4 + 1/12 + 1/12
  it('is that of a case worked by hand', () => {
    expect(rankBiasedOverlap(['a', 'b', 'c'], ['b', 'a', 'd'], 0.5)).toBeCloseTo(5 / 12, 15);
  });

  // s 1, l 2, X_1 = X_2 = 1: ½·(½·1 + ½²·(1/2 + 1·1/(1·2)))/½ + ½²·(0 + 1) = 3/4 + 1/4
  it('takes a list that ends early to go on as it began', () => {
    expect(rankBiasedOverlap(['a'], ['a', 'b'], 0.5)).toBeCloseTo(1, 15);
  });

  // as the Scala package b4ny4n/rankmeasures prints it, to three digits
  it('agrees with another implementation', () => {
    expect(rankBiasedOverlap([...'12345'], [...'23415'], 0.9)).toBeCloseTo(0.828, 3);
  });

  it('is the formula, for lists of any length, and does not mind which is first', () =>
    fc.assert(
      fc.property(lists, lists, between, (a, b, p) => {
        expect(rankBiasedOverlap(a, b, p)).toBeCloseTo(asWritten(a, b, p), 10);
        expect(rankBiasedOverlap(a, b, p)).toBe(rankBiasedOverlap(b, a, p));
      }),
    ));

  it('is 1 for a list and itself, 0 for lists that share nothing or of which one is empty', () =>
    fc.assert(
      fc.property(lists, between, (a, p) => {
        expect(rankBiasedOverlap(a, a, p)).toBeCloseTo(1, 12);
        expect(
          rankBiasedOverlap(
            a,
            a.map((id) => `not ${id}`),
            p,
          ),
        ).toBe(0);
        expect(rankBiasedOverlap(a, [], p)).toBe(0);
      }),
    ));
});
