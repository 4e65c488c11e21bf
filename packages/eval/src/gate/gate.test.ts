import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uRisk } from '../risk/u-risk.js';
import { gateCurve } from './gate-curve.js';
import { gateReport } from './gate-report.js';
import type { GateOutcomes } from './outcomes.js';
import { tuneGate } from './tune-gate.js';

// δ = +.2 −.1 −.3 0 +.1, and a query whose first pass found nothing
const outcomes = {
  never: [0.4, 0.5, 0.6, 0.3, 0.2, 0],
  always: [0.6, 0.4, 0.3, 0.3, 0.3, 0],
  predictions: [0.9, 0.7, 0.1, 0.5, 0.3, undefined],
};

const value = fc.integer({ min: 0, max: 64 }).map((n) => n / 64);
const anyOutcomes: fc.Arbitrary<GateOutcomes> = fc
  .array(fc.tuple(value, value, fc.option(fc.integer({ min: -4, max: 4 }), { nil: undefined })), {
    minLength: 5,
    maxLength: 30,
  })
  .map((rows) => ({
    never: rows.map(([never]) => never),
    always: rows.map(([, always]) => always),
    predictions: rows.map(([, , prediction]) => prediction),
  }));

describe('gateReport', () => {
  // At least .5 passes the first, second and fourth.
  it('counts what a gate wins and loses, by hand', () => {
    const report = gateReport({ ...outcomes, atLeast: 0.5 });
    expect(report.passed).toEqual({ queries: 3, gains: 1, ties: 1, losses: 1 });
    expect(report.skipped).toEqual({ queries: 3, gains: 1, ties: 1, losses: 1 });
    expect(report.never.mean).toBeCloseTo(2 / 6, 14);
    expect(report.always.mean).toBeCloseTo(1.9 / 6, 14);
    expect(report.gated.mean).toBeCloseTo(2.1 / 6, 14);
    expect(report.oracle.mean).toBeCloseTo(2.3 / 6, 14);
    // (.2 − 2·.1) / 6 and (.2 − 6·.1) / 6; always (.3 − 2·.4) / 6
    expect(report.gated.risks[0]?.uRisk).toBeCloseTo(0, 14);
    expect(report.gated.risks[1]?.uRisk).toBeCloseTo(-0.4 / 6, 14);
    expect(report.always.risks[0]?.uRisk).toBeCloseTo(-0.5 / 6, 14);
    expect(report.gated.risks.map(({ alpha }) => alpha)).toEqual([1, 5]);
  });

  it('is never at Infinity and, but for queries that found nothing, always at -Infinity', () => {
    const at = (atLeast: number) => gateReport({ ...outcomes, atLeast });
    expect(at(Number.POSITIVE_INFINITY).gated).toEqual(at(0).never);
    expect(at(Number.NEGATIVE_INFINITY).gated).toEqual(at(0).always);
    expect(at(Number.NEGATIVE_INFINITY).skipped.queries).toBe(1);
  });

  it('never exceeds the oracle', () =>
    fc.assert(
      fc.property(anyOutcomes, fc.integer({ min: -5, max: 5 }), (some, atLeast) => {
        const { never, always, gated, oracle, passed, skipped } = gateReport({ ...some, atLeast });
        for (const { mean } of [never, always, gated]) expect(mean).toBeLessThanOrEqual(oracle.mean);
        expect(passed.queries + skipped.queries).toBe(some.never.length);
      }),
    ));

  it('refuses what does not fit together', () => {
    const report = (changes: object) => () => gateReport({ ...outcomes, atLeast: 0, ...changes });
    const thrown = (code: string) => expect.objectContaining({ code });
    expect(report({ atLeast: Number.NaN })).toThrow(thrown('INVALID_OPTION'));
    expect(report({ risk: [-1] })).toThrow(thrown('INVALID_OPTION'));
    expect(report({ always: [1] })).toThrow(thrown('INVALID_INPUT'));
    expect(report({ predictions: [1] })).toThrow(thrown('INVALID_INPUT'));
    expect(report({ predictions: [...outcomes.predictions.slice(1), Number.NaN] })).toThrow(
      thrown('INVALID_INPUT'),
    );
    expect(report({ never: [], always: [], predictions: [] })).toThrow(thrown('INVALID_INPUT'));
  });
});

describe('gateCurve', () => {
  it('goes from the strictest threshold to the mildest, by hand', () => {
    const curve = gateCurve(outcomes);
    expect(curve.map(({ passed }) => passed)).toEqual([0, 1, 2, 3, 4, 5]);
    const near = [Number.POSITIVE_INFINITY, 0.8, 0.6, 0.4, 0.2, Number.NEGATIVE_INFINITY];
    near.forEach((atLeast, i) => {
      expect(curve[i]?.atLeast).toBeCloseTo(atLeast, 14);
    });
    const gains = [0, 0.2, 0.1, 0.1, 0.2, -0.1];
    gains.forEach((gain, i) => {
      expect(curve[i]?.uRisk).toBeCloseTo(gain / 6, 14);
    });
  });

  it('weighs losses by alpha, and keeps queries with equal predictions together', () => {
    const curve = gateCurve({ never: [0.5, 0.5], always: [0.6, 0.4], predictions: [1, 1], alpha: 1 });
    expect(curve.map(({ passed }) => passed)).toEqual([0, 2]);
    expect(curve[1]?.uRisk).toBeCloseTo(-0.05, 14);
  });

  it('tells what a report of the same threshold tells, for any predictions', () =>
    fc.assert(
      fc.property(anyOutcomes, fc.constantFrom(0, 1, 5), (some, alpha) => {
        for (const { atLeast, passed, uRisk: told } of gateCurve({ ...some, alpha })) {
          const report = gateReport({ ...some, atLeast, risk: [alpha] });
          expect(report.passed.queries).toBe(passed);
          expect(report.gated.risks[0]?.uRisk).toBeCloseTo(told, 12);
        }
      }),
    ));

  it('parts neighbouring predictions however close or far they are', () => {
    const close = [1, 1 + Number.EPSILON, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, 0];
    for (const { atLeast, passed } of gateCurve({
      never: close.map(() => 0),
      always: close.map(() => 1),
      predictions: close,
    })) {
      expect(close.filter((prediction) => prediction >= atLeast).length).toBe(passed);
    }
  });
});

describe('tuneGate', () => {
  // Feedback helps exactly the queries that are predicted above 0.5.
  const separable = {
    queries: Array.from({ length: 20 }, (_, i) => `q${i}`),
    never: Array(20).fill(0.5) as number[],
    always: Array.from({ length: 20 }, (_, i) => (i < 10 ? 0.4 : 0.6)),
    predictions: Array.from({ length: 20 }, (_, i) => i / 19),
  };

  it('finds a threshold where there is one: halfway between the two sides', () => {
    const { atLeast, report } = tuneGate(separable);
    expect(atLeast).toBeCloseTo(9.5 / 19, 14);
    expect(report.gated.mean).toBeGreaterThan(report.always.mean);
    expect(report.passed.losses).toBeLessThanOrEqual(1);
  });

  it('decides each query once, by a threshold that does not change with its own outcome', () => {
    const { folds } = tuneGate(separable);
    expect(folds.flatMap(({ queries }) => queries).sort()).toEqual([...separable.queries].sort());
    for (const { queries, atLeast } of folds) {
      const always = separable.always.map((each, i) => (queries.includes(`q${i}`) ? 1 - each : each));
      const changed = tuneGate({ ...separable, always });
      const same = changed.folds.find((fold) => fold.queries[0] === queries[0]);
      expect(same).toEqual({ queries, atLeast });
    }
  });

  it('feeds back always where feedback never hurts, and never where it always does', () => {
    const all = (gain: number) =>
      tuneGate({ ...separable, always: separable.never.map((each) => each + gain) });
    expect(all(0.1).atLeast).toBe(Number.NEGATIVE_INFINITY);
    expect(all(0).atLeast).toBe(Number.NEGATIVE_INFINITY);
    expect(all(-0.1).atLeast).toBe(Number.POSITIVE_INFINITY);
    expect(all(-0.1).report.gated).toEqual(all(-0.1).report.never);
  });

  it('is stricter the more losses weigh', () => {
    const mixed = { ...separable, always: separable.always.map((each, i) => (i % 4 === 0 ? 0.35 : each)) };
    const passing = (alpha: number) =>
      separable.predictions.filter((prediction) => prediction >= tuneGate({ ...mixed, alpha }).atLeast)
        .length;
    expect(passing(5)).toBeLessThan(passing(0));
  });

  it('does not depend on the order of the queries, and repeats itself under a seed', () =>
    fc.assert(
      fc.property(anyOutcomes, fc.nat(), (some, seed) => {
        const queries = some.never.map((_, i) => `q${i}`);
        const turned = {
          queries: [...queries].reverse(),
          never: [...some.never].reverse(),
          always: [...some.always].reverse(),
          predictions: [...some.predictions].reverse(),
        };
        const one = tuneGate({ queries, ...some, seed });
        const other = tuneGate({ ...turned, seed });
        expect(other.folds).toEqual(one.folds);
        expect(other.report.gated.mean).toBeCloseTo(one.report.gated.mean, 12);
      }),
    ));

  it('reports the decisions of the folds', () =>
    fc.assert(
      fc.property(anyOutcomes, (some) => {
        const queries = some.never.map((_, i) => `q${i}`);
        const { folds, values, report } = tuneGate({ queries, ...some, risk: [0] });
        const gated = queries.map((query, q) => {
          const { atLeast } = folds.find((fold) => fold.queries.includes(query))!;
          const prediction = some.predictions[q];
          return prediction !== undefined && prediction >= atLeast ? some.always[q]! : some.never[q]!;
        });
        expect(values).toEqual(gated);
        expect(report.gated.risks[0]?.uRisk).toBeCloseTo(uRisk(some.never, gated, 0), 12);
      }),
    ));

  it('refuses folds, seeds, ids and lists that cannot be', () => {
    const tune = (changes: object) => () => tuneGate({ ...separable, ...changes });
    const thrown = (code: string) => expect.objectContaining({ code });
    for (const folds of [1, 21, 2.5]) expect(tune({ folds })).toThrow(thrown('INVALID_OPTION'));
    for (const seed of [-1, 0.5, 2 ** 32]) expect(tune({ seed })).toThrow(thrown('INVALID_OPTION'));
    expect(tune({ alpha: -1 })).toThrow(thrown('INVALID_OPTION'));
    expect(tune({ queries: ['q1'] })).toThrow(thrown('INVALID_INPUT'));
    expect(tune({ queries: separable.queries.map(() => 'q') })).toThrow(thrown('DUPLICATE_ID'));
    expect(tune({ queries: ['', ...separable.queries.slice(1)] })).toThrow(thrown('INVALID_ID'));
  });
});
