import type { Fuser } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import {
  borda,
  combAnz,
  combGmnz,
  combMax,
  combMed,
  combMin,
  combMnz,
  combSum,
  condorcet,
  fuseRuns,
  interpolate,
  isr,
  logIsr,
  logNIsr,
  minMax,
  minMaxCentred,
  mixed,
  rbc,
  rrf,
  weightedMnz,
  weightedSum,
} from './index.js';

const ranking = (scores: Readonly<Record<string, number>>) =>
  Object.entries(scores).map(([id, score]) => ({ id, score }));
const A = ranking({ a: 12, b: 9, c: 6, d: 3 });
const B = ranking({ c: 0.9, e: 0.7, a: 0.5, f: 0.1 });
// After min-max: A has a 1, b 2/3, c 1/3, d 0; B has c 1, e 3/4, a 1/2, f 0.

function expectFused(fuser: Fuser, wanted: Readonly<Record<string, number>>, rankings = [A, B]): void {
  const fused = fuser.fuse(rankings);
  expect(fused.map(({ id }) => id)).toEqual(Object.keys(wanted));
  for (const { id, score } of fused) expect(score, id).toBeCloseTo(wanted[id]!, 12);
}

describe('methods, by hand', () => {
  it('rrf', () => {
    const top = 1 / 61 + 1 / 63;
    expectFused(rrf(), { a: top, c: top, b: 1 / 62, e: 1 / 62, d: 1 / 64, f: 1 / 64 });
  });

  it('rrf with weights', () => {
    expectFused(rrf({ k: 1, weights: [1, 3] }), {
      c: 1 / 4 + 3 / 2,
      a: 1 / 2 + 3 / 4,
      e: 1,
      f: 3 / 5,
      b: 1 / 3,
      d: 1 / 5,
    });
  });

  it('rrf in the form of Qdrant counts ranks from 0, and k = 61 is the 60 of the paper', () => {
    expectFused(rrf({ form: 'qdrant' }), {
      a: 1 / 2 + 1 / 4,
      c: 1 / 2 + 1 / 4,
      b: 1 / 3,
      e: 1 / 3,
      d: 1 / 5,
      f: 1 / 5,
    });
    expect(rrf({ form: 'qdrant', k: 61 }).fuse([A, B])).toEqual(rrf().fuse([A, B]));
  });

  it('rrf in the form of Qdrant divides ranks by the weight', () => {
    expectFused(rrf({ form: 'qdrant', weights: [2, 0] }), {
      a: 1 / (1 + 1 / 2),
      b: 1 / (1 + 2 / 2),
      c: 1 / (1 + 3 / 2),
      d: 1 / (1 + 4 / 2),
      e: 0,
      f: 0,
    });
  });

  it('combSum, combMnz, combGmnz and combAnz', () => {
    const ones = { e: 0.75, b: 2 / 3, d: 0, f: 0 };
    expectFused(combSum(), { a: 1.5, c: 4 / 3, ...ones });
    expectFused(combMnz(), { a: 3, c: 8 / 3, ...ones });
    expectFused(combGmnz({ gamma: 2 }), { a: 6, c: 16 / 3, ...ones });
    expectFused(combAnz(), { a: 0.75, e: 0.75, b: 2 / 3, c: 2 / 3, d: 0, f: 0 });
  });

  it('combMax, combMin and combMed', () => {
    expectFused(combMax(), { a: 1, c: 1, e: 0.75, b: 2 / 3, d: 0, f: 0 });
    expectFused(combMin(), { e: 0.75, b: 2 / 3, a: 0.5, c: 1 / 3, d: 0, f: 0 });
    const three = [ranking({ a: 9, b: 8 }), ranking({ a: 4, b: 2 }), ranking({ a: 5 })];
    expectFused(combMed({ normalise: false }), { a: 5, b: 5 }, three);
  });

  it('combSum of raw scores', () => {
    expectFused(combSum({ normalise: false }), { a: 12.5, b: 9, c: 6.9, d: 3, e: 0.7, f: 0.1 });
  });

  it('isr, logIsr and logNIsr', () => {
    expectFused(isr(), { a: 20 / 9, c: 20 / 9, b: 0.25, e: 0.25, d: 1 / 16, f: 1 / 16 });
    const pair = Math.log(2) * (10 / 9);
    expectFused(logIsr(), { a: pair, c: pair, b: 0, d: 0, e: 0, f: 0 });
    const two = Math.log(2.5) * (10 / 9);
    const one = Math.log(1.5);
    expectFused(logNIsr({ sigma: 0.5 }), {
      a: two,
      c: two,
      b: one / 4,
      e: one / 4,
      d: one / 16,
      f: one / 16,
    });
  });

  it('borda in both forms', () => {
    expectFused(borda(), { a: 10, c: 10, b: 6.5, e: 6.5, d: 4.5, f: 4.5 });
    expectFused(borda({ form: 'relative' }), { a: 1.5, c: 1.5, b: 0.75, e: 0.75, d: 0.25, f: 0.25 });
    expectFused(borda({ form: 'relative', weights: [2, 1] }), {
      a: 2.5,
      c: 2,
      b: 1.5,
      e: 0.75,
      d: 0.5,
      f: 0.25,
    });
  });

  it('rbc', () => {
    expectFused(rbc({ phi: 0.5 }), { a: 0.625, c: 0.625, b: 0.25, e: 0.25, d: 0.0625, f: 0.0625 });
  });

  it('condorcet counts victories, and a draw as half of one', () => {
    // a beats b, d, f and draws with c, e; c beats d, e, f and draws with a, b; b beats d and draws with c, e, f;
    // e beats f and draws with a, b, d; d and f draw with each other, d with e, f with b.
    expectFused(condorcet(), { a: 5, c: 5, b: 3.5, e: 3.5, d: 2, f: 2 });
  });

  it('condorcet answers a circle with a draw', () => {
    const circle = ['abc', 'bca', 'cab'].map((ids) =>
      ranking(Object.fromEntries([...ids].map((id) => [id, 1]))),
    );
    expectFused(condorcet(), { a: 2, b: 2, c: 2 }, circle);
    expectFused(condorcet({ weights: [2, 1, 1] }), { a: 2.5, b: 2, c: 1.5 }, circle);
  });

  it('weightedSum, weightedMnz and mixed', () => {
    const weights = [2, 1];
    expectFused(weightedSum({ weights }), { a: 2.5, c: 5 / 3, b: 4 / 3, e: 0.75, d: 0, f: 0 });
    expectFused(weightedMnz({ weights }), { a: 4.5, c: 4, b: 4 / 3, e: 0.75, d: 0, f: 0 });
    const root = Math.SQRT2;
    expectFused(mixed({ weights }), { a: 2.5 * root, c: (5 / 3) * root, b: 4 / 3, e: 0.75, d: 0, f: 0 });
  });
});

describe('interpolate', () => {
  const sparse = ranking({ b: 5120, c: 4100, e: 3900, a: 2500 });
  const dense = ranking({ a: 0.82, b: 0.78, c: 0.61, d: 0.6 });

  it('takes min-max of both and nothing for an absent document', () => {
    expectFused(
      interpolate(0.5),
      { b: 0.5 + 0.5 * (18 / 22), a: 0.5, c: 0.5 * (1600 / 2620) + 0.5 / 22, e: 0.5 * (1400 / 2620), d: 0 },
      [sparse, dense],
    );
    expect(interpolate().fuse([sparse, dense])).toEqual(interpolate({ weight: 0.5 }).fuse([sparse, dense]));
  });

  it('with weight 1 or 0 keeps one of the two orders', () => {
    expect(interpolate(1).fuse([sparse, dense])[0]).toEqual({ id: 'b', score: 1 });
    expect(interpolate(0).fuse([sparse, dense])[0]).toEqual({ id: 'a', score: 1 });
  });

  it('gives an absent document the lowest score of the ranking, as Pyserini', () => {
    const fuser = weightedSum({ weights: [0.1, 1], normalise: false, absent: 'minimum' });
    expectFused(fuser, { b: 512.78, c: 410.61, e: 390.6, a: 250.82, d: 250.6 }, [sparse, dense]);
    const centred = interpolate({ normalise: minMaxCentred(), absent: 'minimum' });
    expect(centred.fuse([sparse, dense]).at(-1)).toEqual({ id: 'd', score: -0.5 });
    expectFused(interpolate({ normalise: false, absent: 'minimum' }), { a: 1 }, [ranking({ a: 2 }), []]);
  });

  it('leaves out the ranking that lacks a document', () => {
    const fuser = interpolate({ weight: 0.25, absent: 'exclude' });
    expectFused(
      fuser,
      {
        b: 0.25 + 0.75 * (18 / 22),
        a: 0.75,
        e: 1400 / 2620,
        c: 0.25 * (1600 / 2620) + 0.75 / 22,
        d: 0,
      },
      [sparse, dense],
    );
    const first = interpolate({ weight: 1, absent: 'exclude' });
    expectFused(first, { b: 1, c: 1600 / 2620, e: 1400 / 2620, a: 0, d: 0 }, [sparse, dense]);
  });
});

describe('fuseRuns', () => {
  it('fuses the queries of any run, in the order they first appear', () => {
    const fused = fuseRuns(combSum({ normalise: false }), [
      new Map([['q2', ranking({ a: 1 })]]),
      new Map([
        ['q1', ranking({ b: 2 })],
        ['q2', ranking({ c: 3, a: 1 })],
      ]),
    ]);
    expect([...fused]).toEqual([
      ['q2', ranking({ c: 3, a: 2 })],
      ['q1', ranking({ b: 2 })],
    ]);
  });
});

describe('a fuser', () => {
  it('is frozen and fuses nothing to nothing', () => {
    expect(Object.isFrozen(rrf())).toBe(true);
    expect(rrf().fuse([])).toEqual([]);
  });

  it('refuses scores that are not finite, before and after', () => {
    const infinite = [ranking({ a: Number.POSITIVE_INFINITY })];
    for (const fuser of [rrf(), combSum(), combSum({ normalise: false })]) {
      expect(() => fuser.fuse(infinite)).toThrow(/score of "a" in ranking 0 is Infinity/);
    }
    const huge = [ranking({ a: 1e308 }), ranking({ a: 1e308 })];
    expect(() => combSum({ normalise: false }).fuse(huge)).toThrow(/"a" are too large/);
  });

  it('refuses an id twice in a ranking, and an empty one', () => {
    const twice = [A, [...B, { id: 'c', score: 0 }]];
    expect(() => rrf().fuse(twice)).toThrow(expect.objectContaining({ code: 'DUPLICATE_ID' }));
    expect(() => rrf().fuse(twice)).toThrow(/"c" stands twice in ranking 1/);
    expect(() => rrf().fuse([ranking({ '': 1 })])).toThrow(expect.objectContaining({ code: 'INVALID_ID' }));
  });

  it('takes ids that plain objects would trip over', () => {
    const hits = [
      { id: 'constructor', score: 2 },
      { id: '__proto__', score: 1 },
    ];
    expect(
      rrf()
        .fuse([hits])
        .map(({ id }) => id),
    ).toEqual(['constructor', '__proto__']);
  });

  it('refuses another number of rankings than it has weights', () => {
    const weights = [1, 1, 1];
    for (const fuser of [
      interpolate(),
      rrf({ weights }),
      borda({ weights }),
      condorcet({ weights }),
      weightedSum({ weights }),
      weightedMnz({ weights }),
      mixed({ weights }),
    ]) {
      expect(() => fuser.fuse([A])).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
      expect(() => fuser.fuse([A])).toThrow(/was made for [23] rankings and got 1/);
    }
  });

  it('does not change with the array of weights that it was given', () => {
    const weights = [1, 0];
    const fuser = weightedSum({ weights });
    weights[0] = 0;
    expect(fuser.fuse([A, B])[0]).toEqual({ id: 'a', score: 1 });
  });
});

describe('options are refused by name', () => {
  const untyped = <T>(value: unknown): T => value as T;
  it.each([
    [() => rrf({ k: -1 }), /k is -1.*at least 0/],
    [() => rrf({ k: Number.POSITIVE_INFINITY }), /k is Infinity/],
    [() => rrf({ form: 'qdrant', k: 0 }), /k is 0.*at least 1/],
    [() => rrf({ form: untyped('paper') }), /form is "paper".*'sum' or 'qdrant'/],
    [() => rrf({ weights: [0, 0] }), /weights is 0,0.*not all of them 0/],
    [() => borda({ weights: [1, -1] }), /weights is 1,-1/],
    [() => borda({ form: untyped('both') }), /form is "both"/],
    [() => condorcet({ weights: [Number.NaN] }), /weights is NaN/],
    [() => weightedSum(untyped({})), /weights is undefined/],
    [() => weightedSum({ weights: [1], absent: untyped('skip') }), /absent is "skip".*'exclude'/],
    [() => combGmnz(untyped({})), /gamma is undefined/],
    [() => combSum({ normalise: untyped('min-max') }), /normalise is "min-max".*minMax\(\)/],
    [() => combSum({ normalise: untyped(minMax) }), /normalise/],
    [() => combSum({ normalise: untyped(null) }), /normalise is null/],
    [() => interpolate(1.5), /weight is 1.5.*0 to 1/],
    [() => interpolate({ weight: Number.NaN }), /weight is NaN/],
    [() => logNIsr({ sigma: 0 }), /sigma is 0.*above 0/],
    [() => rbc({ phi: 1 }), /phi is 1.*between 0 and 1/],
  ])('%s', (make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
