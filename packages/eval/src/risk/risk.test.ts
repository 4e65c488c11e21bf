import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedTTest } from '../significance/paired-t-test.js';
import { geoRisk } from './geo-risk.js';
import { robustnessIndex } from './robustness-index.js';
import { tRisk } from './t-risk.js';
import { uRisk } from './u-risk.js';
import { zRisk } from './z-risk.js';

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

describe('robustnessIndex', () => {
  it('is wins less losses over queries, and differences up to 1e-9 are ties', () => {
    expect(robustnessIndex(baseline, system)).toBe(0);
    expect(robustnessIndex([0, 0, 0, 0], [1, 0.1, -0.1, 0])).toBe(0.25);
    expect(robustnessIndex([0, 0], [9e-10, -9e-10])).toBe(0);
    expect(robustnessIndex([0, 0, 0], [1e-9, 1e-9, 0])).toBe(0);
    expect(robustnessIndex([0, 0, 0], [-1e-9, -1e-9, 0])).toBe(0);
    expect(robustnessIndex([0.5, 0.5], [0.1, 0.2])).toBe(-1);
    expect(() => robustnessIndex([1], [])).toThrow(/1 values/);
  });
});

describe('zRisk and geoRisk', () => {
  const three = [
    [0.5, 0.4, 0.3, 0.6],
    [0.6, 0.35, 0.45, 0.5],
    [0.2, 0.3, 0.1, 0.4],
  ];

  // Sums of systems 3 and 1, of queries 2 and 2, of all 4: e = 1.5 1.5 / .5 .5; z = ∓.5/√1.5 and ±.5/√.5.
  it('compare each value with what its row and column let expect', () => {
    const [first, second] = zRisk(
      [
        [1, 2],
        [1, 0],
      ],
      1,
    );
    expect(first).toBeCloseTo((0.5 - 2 * 0.5) / Math.sqrt(1.5), 12);
    expect(second).toBeCloseTo((0.5 - 2 * 0.5) / Math.sqrt(0.5), 12);
  });

  it('give the known values of three systems', () => {
    const digits = (values: readonly number[]) => values.map((value) => Number(value.toFixed(6)));
    expect(digits(zRisk(three, 0))).toEqual([-0.011403, 0.033291, -0.030589]);
    expect(digits(geoRisk(three, 0))).toEqual([0.473802, 0.488955, 0.352473]);
    expect(digits(geoRisk(three, 1))).toEqual([0.471518, 0.47665, 0.340409]);
    expect(digits(geoRisk(three, 5))).toEqual([0.462278, 0.424887, 0.289207]);
  });

  it('see no risk where all systems are alike: GeoRisk is √(mean / 2)', () => {
    const alike = [
      [0.2, 0.4],
      [0.2, 0.4],
    ];
    for (const z of zRisk(alike, 5)) expect(z).toBeCloseTo(0, 12);
    for (const geo of geoRisk(alike, 5)) expect(geo).toBeCloseTo(Math.sqrt(0.3 / 2), 9);
  });

  it('take a query or a system that is 0 throughout, and all zeros', () => {
    expect(
      zRisk(
        [
          [0, 0],
          [0, 1],
        ],
        1,
      ),
    ).toEqual([0, 0]);
    expect(
      geoRisk(
        [
          [0, 0],
          [0, 0],
        ],
        1,
      ),
    ).toEqual([0, 0]);
  });

  it('never rise with alpha, and follow the systems wherever they stand', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        (systems, alpha) => {
          const risks = geoRisk(systems, alpha);
          geoRisk(systems, alpha + 1).forEach((risk, i) => {
            expect(risk).toBeLessThanOrEqual(risks[i]! + 1e-12);
          });
          geoRisk([...systems].reverse(), alpha).forEach((risk, i) => {
            expect(risk).toBeCloseTo(risks.at(-1 - i)!, 6);
          });
        },
      ),
    ));

  it('refuse no systems, unequal lengths, values below 0 and a bad alpha', () => {
    expect(() => zRisk([], 1)).toThrow(/no systems/);
    expect(() => zRisk([[1, 2], [1]], 1)).toThrow(/2 values/);
    expect(() => geoRisk([[1], [-0.5]], 1)).toThrow(/value 0 of system 1 is -0.5/);
    expect(() => geoRisk([[1], [Number.NaN]], 1)).toThrow(/NaN/);
    expect(() => geoRisk([[1]], -1)).toThrow(/alpha is -1/);
  });
});
