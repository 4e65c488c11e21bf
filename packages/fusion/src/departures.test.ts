import type { Hit, Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { available, normaliseRuns, note, readGolden, type Topics, toRun } from './golden.test-support.js';
import {
  bordaScore,
  combMax,
  combMin,
  combSum,
  condorcet,
  fuseRuns,
  maxScore,
  minMax,
  minMaxCentred,
  minMaxInverted,
  type Normaliser,
  rrf,
  sumToOne,
  zScore,
} from './index.js';

type ByRun = Readonly<Record<string, Topics>>;
interface Golden {
  readonly inputs: ByRun;
  readonly normalised: Readonly<Record<string, ByRun>>;
  readonly extra: {
    readonly inputs: { readonly condorcet: ByRun };
    readonly hash_dependent: readonly string[];
  };
  readonly hash_dependent_topics_left_out: Readonly<Record<string, readonly string[]>>;
}

const ranking = (scores: Readonly<Record<string, number>>): readonly Hit[] =>
  Object.entries(scores).map(([id, score]) => ({ id, score }));

describe.skipIf(!available)(`departures from ranx 0.3.21, which has other values${note}`, () => {
  const golden = available ? readGolden<Golden>('ranx') : undefined;
  const inputs = Object.values(golden?.inputs ?? {}).map(toRun);
  const ours = (normaliser: Normaliser, run: number, topic: string): readonly number[] =>
    normaliseRuns(normaliser, inputs)
      [run]!.get(topic)!
      .map(({ score }) => score);
  const theirs = (norm: string, run: 'A' | 'B' | 'C', topic: string): readonly number[] =>
    golden!.normalised[norm]![run]![topic]!.map(([, score]) => score);

  it.each([
    ['min-max', minMax],
    ['min-max-inverted', minMaxInverted],
  ] as const)('%s makes scores that are all equal, and those of one document, 1 and not 0', (norm, make) => {
    expect(theirs(norm, 'A', 'q4')).toEqual([0, 0, 0]);
    expect(ours(make(), 0, 'q4')).toEqual([1, 1, 1]);
    expect(theirs(norm, 'B', 'q4')).toEqual([0]);
    expect(ours(make(), 1, 'q4')).toEqual([1]);
    expect(ours(make({ allEqual: 0 }), 0, 'q4')).toEqual([0, 0, 0]);
  });

  it('sum and zmuv make them 0, as here', () => {
    for (const [norm, normaliser] of [
      ['sum', sumToOne()],
      ['zmuv', zScore()],
    ] as const) {
      expect(theirs(norm, 'A', 'q4')).toEqual([0, 0, 0]);
      expect(ours(normaliser, 0, 'q4')).toEqual([0, 0, 0]);
      expect(ours(normaliser, 1, 'q4')).toEqual(theirs(norm, 'B', 'q4'));
    }
  });

  it('max does not blow up a ranking whose highest score is not positive', () => {
    expect(theirs('max', 'A', 'q5')[0]).toBe(-1.25e9);
    expect(theirs('max', 'A', 'q5')[7]).toBe(-20.125e9);
    expect(ours(maxScore(), 0, 'q5')[0]).toBe(-1.25 / 20.125);
    expect(ours(maxScore(), 0, 'q5')[7]).toBe(-1);
    expect(theirs('max', 'C', 'q4')).toEqual([0, 0]);
    expect(ours(maxScore(), 2, 'q4')).toEqual([0, 0]);
  });

  it('condorcet has one answer where majorities run in a circle, whatever stands first', () => {
    expect(golden!.extra.hash_dependent).toContain('condorcet c3');
    expect(golden!.hash_dependent_topics_left_out['condorcet|None']).toEqual(['q1', 'q2', 'q3', 'q4', 'q5']);
    const circle = Object.values(golden!.extra.inputs.condorcet).map((topics) => toRun(topics).get('c3')!);
    const draw = ranking({ a: 2, b: 2, c: 2 });
    for (const turn of [0, 1, 2]) {
      const turned = [...circle.slice(turn), ...circle.slice(0, turn)];
      expect(condorcet().fuse(turned)).toEqual(draw);
    }
  });

  it('borda has the scores of ranx, and the documents that it adds stand by id', () => {
    expect(golden!.hash_dependent_topics_left_out['rrf_60|borda']).toHaveLength(5);
    const added = normaliseRuns(bordaScore(), inputs)[0]!.get('q1')!.slice(4);
    expect(added).toEqual(ranking({ d5: 0.3125, d6: 0.3125, d7: 0.3125, d8: 0.3125 }));
    expect(theirs('borda', 'A', 'q1').slice(4)).toEqual(added.map(({ score }) => score));
  });
});

describe('departures from ranx 0.3.21, which has no value or none that can be stored', () => {
  it('orders documents of equal scores by id', () => {
    expect(rrf().fuse([ranking({ b: 2 }), ranking({ a: 1 })])).toEqual(ranking({ a: 1 / 61, b: 1 / 61 }));
  });

  it('takes a query that a run lacks for one without hits', () => {
    const runs: Run[] = [new Map([['q', ranking({ a: 1 })]]), new Map()];
    expect(fuseRuns(combSum(), runs).get('q')).toEqual(ranking({ a: 1 }));
  });

  it('keeps every document where zmuv meets an empty ranking', () => {
    const run: Run = new Map([
      ['q1', []],
      ['q2', ranking({ a: 3, b: 1 })],
    ]);
    expect(fuseRuns(combSum({ normalise: zScore() }), [run, run]).get('q2')).toEqual(
      ranking({ a: 2, b: -2 }),
    );
  });

  it('sees scores beyond the marks that ranx has for none, 1e9 and -1e9', () => {
    const raw = { normalise: false } as const;
    expect(combMax(raw).fuse([ranking({ a: -2e9 }), []])).toEqual(ranking({ a: -2e9 }));
    expect(combMin(raw).fuse([ranking({ a: 2e9 }), []])).toEqual(ranking({ a: 2e9 }));
  });

  it('centres scores that are all equal at 0, where Pyserini divides by zero', () => {
    expect(minMaxCentred().normalise([ranking({ a: 3 })])).toEqual([ranking({ a: 0 })]);
  });

  it('condorcet takes weights that only rounding keeps apart for equal', () => {
    const votes = [ranking({ a: 2, b: 1 }), ranking({ a: 2, b: 1 }), ranking({ b: 2, a: 1 })];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
    ]) {
      const weights = order.map((i) => [0.1, 0.2, 0.3][i]!);
      const fused = condorcet({ weights }).fuse(order.map((i) => votes[i]!));
      expect(fused).toEqual(ranking({ a: 1.5, b: 1.5 }));
    }
  });
});
