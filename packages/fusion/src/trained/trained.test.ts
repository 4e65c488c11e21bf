import type { Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import {
  type TrainedFuser,
  type TrainingOptions,
  trainBayesFuse,
  trainMapFuse,
  trainPosFuse,
  trainProbFuse,
  trainSegFuse,
  trainSlideFuse,
} from '../index.js';

const ranking = (ids: string) => [...ids].map((id, p) => ({ id, score: 10 - p }));
const first: Run = new Map([
  ['q1', ranking('abcd')],
  ['q2', ranking('xy')],
]);
const second: Run = new Map([['q1', ranking('ca')]]);
const qrels = new Map([
  [
    'q1',
    new Map([
      ['a', 1],
      ['c', 2],
      ['b', 0],
    ]),
  ],
  ['q2', new Map([['y', 1]])],
]);
const training: TrainingOptions = { runs: [first, second], qrels };
// First run: q1 relevant at 1 and 3, q2 at 2. Second run: q1 at 1 and 2, q2 nothing found.

const odds = (chance: number): number => Math.log(chance / (1 - chance));

function expectFused(fuser: TrainedFuser, wanted: Readonly<Record<string, number>>): void {
  const fused = fuser.fuse([ranking('kl'), ranking('lm')]);
  expect(fused.map(({ id }) => id)).toEqual(Object.keys(wanted));
  for (const { id, score } of fused) expect(score, id).toBeCloseTo(wanted[id]!, 12);
}

describe('trained fusers, by hand', () => {
  it('posFuse learns the chance of a position from the queries that reach it', () => {
    const fuser = trainPosFuse(training);
    expect(fuser.learned).toEqual([
      [0.5, 0.5, 1, 0],
      [1, 1],
    ]);
    expectFused(fuser, { l: 1.5, m: 1, k: 0.5 });
    expect(fuser.fuse([[], ranking('abc')]).at(-1)).toEqual({ id: 'c', score: 0 });
  });

  it('slideFuse smooths it over the neighbours that the ranking has', () => {
    const fuser = trainSlideFuse({ ...training, window: 1 });
    expect(fuser.learned).toEqual(trainPosFuse(training).learned);
    expect(fuser.fuse([ranking('kln'), []])).toEqual([
      { id: 'n', score: 1.5 / 2 },
      { id: 'l', score: 2 / 3 },
      { id: 'k', score: 1 / 2 },
    ]);
  });

  it('mapFuse divides mean average precision by the rank', () => {
    const fuser = trainMapFuse(training);
    expect(fuser.learned[0]![0]).toBeCloseTo(((1 + 2 / 3) / 2 + 1 / 2) / 2, 12);
    expect(fuser.learned[1]![0]).toBeCloseTo(1 / 2, 12);
    expectFused(fuser, { l: 2 / 3 / 2 + 1 / 2, k: 2 / 3, m: 1 / 4 });
  });

  it('mapFuse counts a query without relevant documents as 0', () => {
    const fuser = trainMapFuse({ runs: [first], qrels: new Map([...qrels, ['q3', new Map([['a', 0]])]]) });
    expect(fuser.learned[0]![0]).toBeCloseTo((5 / 6 + 1 / 2) / 3, 12);
  });

  it('probFuse divides the precision of a segment by its number', () => {
    const fuser = trainProbFuse({ ...training, segments: 2 });
    expect(fuser.learned).toEqual([
      [0.25, 0.75],
      [0.5, 0.5],
    ]);
    expectFused(fuser, { l: 0.375 + 0.5, k: 0.25, m: 0.25 });
  });

  it('segFuse weighs the score, which min-max first brings to one scale', () => {
    const fuser = trainSegFuse(training);
    expect(fuser.learned.map(([chance]) => chance!.toFixed(12))).toEqual([
      '0.300000000000',
      '0.200000000000',
    ]);
    expectFused(fuser, { l: 0.3 + 0.4, k: 0.6, m: 0.2 });
    expectFused(trainSegFuse({ ...training, normalise: false }), { l: 0.3 * 10 + 0.2 * 11, k: 3.3, m: 2 });
  });

  it('bayesFuse adds log odds, and those of 0.001 for an absent document', () => {
    const fuser = trainBayesFuse(training);
    expect(fuser.learned[0]!.length).toBe(9);
    expect(fuser.learned[0]![0]).toBeCloseTo(odds(0.3), 12);
    expect(fuser.learned[1]!.slice(1)).toEqual(new Array(8).fill(odds(0.001)));
    expectFused(fuser, {
      l: odds(0.3) + odds(0.2),
      k: odds(0.3) + odds(0.001),
      m: odds(0.2) + odds(0.001),
    });
  });

  it('bayesFuse keeps chances from 0.001 to 0.999, where ranx gives ln 1000 for certainty', () => {
    const found = new Map([['q', ranking('abcde')]]);
    const grades = new Map([...'abcde'].map((id) => [id, 1] as const));
    expect(trainBayesFuse({ runs: [found], qrels: new Map([['q', grades]]) }).learned[0]![0]).toBeCloseTo(
      Math.log(999),
      12,
    );
  });

  it('bayesFuse takes a document below rank 1000 for absent', () => {
    const long = Array.from({ length: 1001 }, (_, p) => ({ id: `d${p}`, score: -p }));
    const fused = trainBayesFuse({ runs: [first], qrels }).fuse([long]);
    expect(fused.find(({ id }) => id === 'd1000')!.score).toBeCloseTo(odds(0.001), 12);
  });

  it('takes relevance from the grade that is asked for', () => {
    expect(trainPosFuse({ ...training, level: 2 }).learned[0]).toEqual([0, 0, 1, 0]);
  });
});

describe('training', () => {
  it('refuses what cannot be learned from', () => {
    const other = new Map([['z', ranking('a')]]);
    expect(() => trainPosFuse({ runs: [], qrels })).toThrow(/runs is .*at least one run/);
    expect(() => trainPosFuse({ ...training, qrels: new Map() })).toThrow(/qrels.*at least one query/);
    expect(() => trainMapFuse({ ...training, level: 0 })).toThrow(/level is 0/);
    expect(() => trainMapFuse({ ...training, runs: [other] })).toThrow(/no run has a query of qrels/);
    expect(() => trainProbFuse({ ...training, segments: 0 })).toThrow(/segments is 0/);
    expect(() => trainSlideFuse({ ...training, window: -1 })).toThrow(/window is -1/);
  });

  it('gives a fuser for as many rankings as there were runs, frozen', () => {
    const fuser = trainPosFuse(training);
    expect(() => fuser.fuse([ranking('a')])).toThrow(/was made for 2 rankings and got 1/);
    expect(Object.isFrozen(fuser)).toBe(true);
  });
});
