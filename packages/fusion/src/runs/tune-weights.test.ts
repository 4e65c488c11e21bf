import type { Qrels, Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { fuseRuns, interpolate, rrf, type TuneWeightsOptions, tuneWeights, weightedSum } from '../index.js';

/** The share of queries whose first document is relevant. */
const firstIsRelevant = (run: Run, qrels: Qrels): number => {
  let right = 0;
  for (const [query, hits] of run) if ((qrels.get(query)!.get(hits[0]?.id ?? '') ?? 0) > 0) right++;
  return right / run.size;
};

const names = Array.from({ length: 10 }, (_, q) => `q${q}`);
const hits = (...ids: string[]) => ids.map((id, p) => ({ id, score: ids.length - p }));
const qrels: Qrels = new Map(names.map((query) => [query, new Map([['yes', 1]])]));
const good: Run = new Map(names.map((query) => [query, hits('yes', 'no')]));
const bad: Run = new Map(names.map((query) => [query, hits('no', 'yes')]));
const options: TuneWeightsOptions = { runs: [good, bad], qrels, measure: firstIsRelevant };

describe('tuneWeights', () => {
  it('finds the run that is right and prefers weights near to equal ones', () => {
    const tuned = tuneWeights(options);
    expect(tuned.weights).toEqual([0.6, 0.4]);
    expect(tuned.score).toBe(1);
    expect(tuned.folds.map(({ weights }) => weights)).toEqual(new Array(5).fill([0.6, 0.4]));
  });

  it('deals every query into one fold and fuses it with the weights of that fold', () => {
    const tuned = tuneWeights({ ...options, folds: 3 });
    expect(tuned.folds.flatMap(({ queries }) => queries).sort()).toEqual(names);
    expect(tuned.folds.map(({ queries }) => queries.length)).toEqual([4, 3, 3]);
    for (const { queries, weights } of tuned.folds) {
      const whole = fuseRuns(weightedSum({ weights }), [good, bad]);
      for (const query of queries) expect(tuned.run.get(query)).toEqual(whole.get(query));
    }
  });

  it('never lets a query choose its own weights', () => {
    // Only for q0 is the second run right, with a lead that would decide if q0 were looked at.
    const odd: Run = new Map([...bad, ['q0', hits('yes', 'no')]]);
    const even: Run = new Map([...good, ['q0', hits('no', 'yes')]]);
    const seen: (readonly string[])[] = [];
    const tuned = tuneWeights({
      ...options,
      runs: [even, odd],
      folds: 10,
      steps: 1,
      measure: (run, judged) => {
        seen.push([...run.keys()]);
        expect([...judged.keys()].sort()).toEqual([...run.keys()].sort());
        return firstIsRelevant(run, judged);
      },
    });
    const own = tuned.folds.find(({ queries }) => queries.includes('q0'))!;
    expect(own).toEqual({ queries: ['q0'], weights: [1, 0] });
    expect(tuned.run.get('q0')![0]!.id).toBe('no');
    expect(tuned.score).toBe(0.9);
    // Two points of the grid, each on ten training sets of nine queries and once on all; then the run to report.
    expect(seen.map(({ length }) => length).filter((length) => length === 9).length).toBe(20);
    expect(seen.length).toBe(23);
  });

  it('gives the same for the same seed, whatever the order of the queries, and other folds for another', () => {
    const turned = tuneWeights({ ...options, qrels: new Map([...qrels].reverse()) });
    const once = tuneWeights(options);
    expect(turned.folds).toEqual(once.folds);
    const again = tuneWeights({ ...options, seed: 7 });
    expect(again.folds.map(({ queries }) => queries)).not.toEqual(once.folds.map(({ queries }) => queries));
  });

  it('tunes any fuser that weights make', () => {
    expect(tuneWeights({ ...options, fuser: ([weight]) => interpolate(weight!) }).weights).toEqual([
      0.6, 0.4,
    ]);
    const ranks = tuneWeights({
      ...options,
      runs: [bad, good, bad],
      fuser: (weights) => rrf({ weights }),
      steps: 4,
    });
    // Of (1, 2, 1) the two wrong runs are as heavy as the right one and "no" comes first by id.
    expect(ranks.weights).toEqual([0, 0.75, 0.25]);
  });

  it('takes a run that lacks a query as one that found nothing, and leaves unjudged queries out', () => {
    const short = new Map([...good].slice(1));
    const more = new Map([...good, ['unjudged', hits('a')]]);
    const tuned = tuneWeights({ ...options, runs: [short, more] });
    expect(tuned.run.size).toBe(10);
    expect(tuned.score).toBe(1);
  });

  it.each([
    [{ runs: [good] }, /runs is "a list of 1".*at least two/],
    [{ folds: 1 }, /folds is 1.*2 to 10/],
    [{ folds: 11 }, /folds is 11.*2 to 10/],
    [{ steps: 0 }, /steps is 0/],
    [{ seed: -1 }, /seed is -1/],
    [{ measure: () => Number.NaN }, /measure gave NaN for the weights/],
  ])('refuses %o', (change, message) => {
    expect(() => tuneWeights({ ...options, ...change })).toThrow(message);
  });
});
