import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBytes } from './random-bytes.js';
import { randomizationTest } from './randomization-test.js';

const zeros = (n: number): number[] => new Array<number>(n).fill(0);
const values = (max: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: max });

describe('randomizationTest', () => {
  // δ = 1, 2, 3 sums to 6; of the eight sums ±1±2±3 only 6 and −6 are as far out: p = 2/8.
  it('counts every sign assignment of a few queries', () => {
    expect(randomizationTest(zeros(3), [1, 2, 3])).toEqual({
      meanDifference: 2,
      p: 0.25,
      exact: true,
      assignments: 8,
    });
  });

  // δ = .10 −.05 .15 −.10 0 sums to .10; of ±.10±.05±.15±.10, 14 of 16 sums are at least as far out.
  it('treats sums that differ by rounding as equal, and leaves out queries without a difference', () => {
    const test = randomizationTest([0.5, 0.4, 0.3, 0.6, 0.2], [0.6, 0.35, 0.45, 0.5, 0.2]);
    expect(test).toMatchObject({ p: 0.875, exact: true, assignments: 16 });
  });

  it('sees tiny differences as it sees large ones', () => {
    expect(randomizationTest(zeros(3), [1e-9, 2e-9, 3e-9])).toMatchObject({ p: 0.25, exact: true });
    expect(randomizationTest(zeros(3), [1e9, 2e9, 3e9])).toMatchObject({ p: 0.25, exact: true });
  });

  // 24 differences are three bytes of signs, 21 are three of which the last gives five.
  it.each([21, 24])('draws the signs of %i differences from the bytes of its seed', (n) => {
    const delta = zeros(n).map((_, i) => (i % 3 === 0 ? -1 : 1));
    const byte = randomBytes(3);
    const sum = delta.reduce((total, value) => total + value, 0);
    let extreme = 1;
    for (let sample = 0; sample < 500; sample++) {
      const signs = [byte(), byte(), byte()];
      const drawn = delta.map((value, i) => ((signs[i >> 3]! >> (i & 7)) & 1 ? -value : value));
      if (Math.abs(drawn.reduce((total, value) => total + value, 0)) >= sum) extreme++;
    }
    expect(randomizationTest(zeros(n), delta, { samples: 500, seed: 3 }).p).toBe(extreme / 501);
  });

  it('is 1 when no query differs', () => {
    expect(randomizationTest([0.1, 0.2], [0.1, 0.2])).toMatchObject({ p: 1, exact: true, assignments: 1 });
  });

  it('enumerates 20 differing queries and samples 21', () => {
    const ones = (n: number) => zeros(n).map(() => 1);
    expect(randomizationTest(zeros(20), ones(20))).toMatchObject({ p: 2 / 2 ** 20, exact: true });
    expect(randomizationTest(zeros(21), ones(21), { samples: 99 })).toMatchObject({
      p: 0.01,
      exact: false,
      assignments: 100,
    });
  });

  // 10,000 assignments of 40 equal differences, of which 8 are negative: |sum| ≥ 24 means at most 8 or at
  // least 32 heads of 40, p = 2·P(heads ≤ 8) = 1.822e-4.
  it('comes near the exact value from samples', () => {
    const delta = zeros(40).map((_, i) => (i < 8 ? -1 : 1));
    const { p } = randomizationTest(zeros(40), delta, { samples: 200_000 });
    expect(Math.abs(p - 1.822e-4)).toBeLessThan(5 * Math.sqrt(1.822e-4 / 200_000));
  });

  it('is fixed by its seed, and another seed draws others', () => {
    const delta = zeros(60).map((_, i) => Math.sin(i) + 0.1);
    const of = (seed: number) => randomizationTest(zeros(60), delta, { seed }).p;
    expect(of(42)).toBe(randomizationTest(zeros(60), delta).p);
    expect(of(7)).toBe(of(7));
    expect(new Set([1, 2, 3, 4, 5, 6].map(of)).size).toBeGreaterThan(1);
  });

  it('does not depend on the scale, and gives both directions the same p', () =>
    fc.assert(
      fc.property(values(12), (delta) => {
        const { p } = randomizationTest(zeros(delta.length), delta);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(randomizationTest(delta, zeros(delta.length)).p).toBe(p);
        expect(
          randomizationTest(
            zeros(delta.length),
            delta.map((value) => 4 * value),
          ).p,
        ).toBe(p);
      }),
    ));

  it('gives no p above 1 where every drawn assignment is as far out as the one observed', () => {
    const delta = Array.from({ length: 22 }, (_, i) => (i % 2 === 0 ? 1 : -1));
    expect(randomizationTest(zeros(22), delta, { samples: 100 })).toMatchObject({
      p: 1,
      exact: false,
      assignments: 101,
    });
  });

  it('refuses bad options by name, and bad values', () => {
    expect(() => randomizationTest([0], [1], { samples: 0 })).toThrow(/samples is 0.*at least 1/);
    expect(() => randomizationTest([0], [1], { samples: 1.5 })).toThrow(/samples is 1\.5/);
    expect(() => randomizationTest([0], [1], { seed: -1 })).toThrow(/seed is -1/);
    expect(() => randomizationTest([0], [1], { seed: 2 ** 32 })).toThrow(/seed is 4294967296/);
    expect(() => randomizationTest([0, 1], [1])).toThrow(/2 values/);
    expect(() => randomizationTest([Number.NaN], [1])).toThrow(/NaN/);
  });
});
