import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedTTest } from '../significance/paired-t-test.js';
import { tRisk } from './t-risk.js';
import { uRisk } from './u-risk.js';

const baseline = [0.5, 0.4, 0.3, 0.6, 0.2];
const system = [0.6, 0.35, 0.45, 0.5, 0.2]; // δ = .10 −.05 .15 −.10 0

describe('uRisk', () => {
  // (.25 − (1 + α)·.15) / 5
  it('weighs losses 1 + α times', () => {
    expect(uRisk(baseline, system, 0)).toBeCloseTo(0.02, 14);
    expect(uRisk(baseline, system, 1)).toBeCloseTo(-0.01, 14);
    expect(uRisk(baseline, system, 5)).toBeCloseTo(-0.13, 14);
  });

  it('never rises with alpha', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2 }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (delta, alpha, more) => {
          const zeros = delta.map(() => 0);
          expect(uRisk(zeros, delta, alpha + more)).toBeLessThanOrEqual(uRisk(zeros, delta, alpha) + 1e-12);
        },
      ),
    ));

  it('refuses a bad alpha, unequal lengths and values that are not finite', () => {
    expect(() => uRisk(baseline, system, -1)).toThrow(/alpha is -1.*at least 0/);
    expect(() => uRisk(baseline, system, Number.NaN)).toThrow(/alpha is NaN/);
    expect(() => uRisk(baseline, system, Number.POSITIVE_INFINITY)).toThrow(/alpha is Infinity/);
    expect(() => uRisk(baseline, [1], 1)).toThrow(/5 values/);
    expect(() => uRisk([0], [Number.NaN], 1)).toThrow(/NaN/);
  });
});

describe('tRisk', () => {
  it('divides by the standard error of the weighted differences', () => {
    expect(tRisk(baseline, system, 0)).toBeCloseTo(0.431331, 6);
    expect(tRisk(baseline, system, 1)).toBeCloseTo(-0.156174, 6);
    expect(tRisk(baseline, system, 5)).toBeCloseTo(-0.921546, 6);
  });

  it('divides by c instead of c − 1 on demand, as rmit-ir/trisk', () => {
    expect(tRisk(baseline, system, 0, { denominator: 'c' })).toBeCloseTo(0.482243, 6);
    expect(tRisk(baseline, system, 1, { denominator: 'c' })).toBeCloseTo(-0.174608, 6);
    expect(tRisk(baseline, system, 5, { denominator: 'c' })).toBeCloseTo(-1.030319, 6);
  });

  it('is the paired t statistic with alpha 0', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 64 })), {
          minLength: 2,
        }),
        (values) => {
          const a = values.map(([x]) => x / 64);
          const b = values.map(([, y]) => y / 64);
          const { t } = pairedTTest(a, b);
          if (Number.isFinite(t)) expect(tRisk(a, b, 0)).toBeCloseTo(t, 9);
          else expect(tRisk(a, b, 0)).toBe(t);
        },
      ),
    ));

  it('is NaN where nothing differs and refuses another denominator', () => {
    expect(tRisk([0.1, 0.2], [0.1, 0.2], 1)).toBeNaN();
    expect(() => tRisk(baseline, system, 1, { denominator: 'n' as 'c' })).toThrow(
      /denominator is "n".*'c-1' or 'c'/,
    );
  });
});
