import { compareHits, type Hit } from '@reprise/spec';
import { fuserLaws, hits, hostileIds } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type FuserCase, fuserCases, type Invariance } from './fusers.test-support.js';

const numRuns = 1000;
const keepsOrder = 'keeps the order of a ranking that it is given alone, or beside empty ones';

const ownKeys = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(ownKeys));

type Rankings = readonly (readonly Hit[])[];

const frozen = (rankings: Rankings): Rankings =>
  Object.freeze(rankings.map((found) => Object.freeze(found.map((hit) => Object.freeze({ ...hit })))));

const rankingsOf = ({ branches }: FuserCase): fc.Arbitrary<Rankings> =>
  fc.array(hits(), { minLength: branches ?? 1, maxLength: branches ?? 4 }).map(frozen);

/** Names of Object.prototype, what formats take for syntax, twins of each other, 64 KiB. */
const hostile = [
  ...new Set([
    ...fc.sample(hostileIds(), { numRuns: 200, seed: 15 }),
    ...['-', '#', '#d1', '../..', "'", '`', '9'.repeat(400), '00', '\r', '\u2028', '\ufeff'],
  ]),
];

/** Each document once, score descending, ties by id ascending, finite. One expectation for all: they are slow. */
function expectWhole(fused: readonly Hit[], rankings: Rankings): void {
  const ids = new Set(rankings.flat().map(({ id }) => id));
  const faults = fused.filter(
    (hit, p) =>
      !ids.delete(hit.id) || !Number.isFinite(hit.score) || (p > 0 && compareHits(fused[p - 1]!, hit) >= 0),
  );
  expect([...faults, ...ids]).toEqual([]);
}

/** Another order of additions, or another scale, may change the last bits. */
function expectSameScores(found: readonly Hit[], wanted: readonly Hit[], factor = 1): void {
  const scores = new Map(found.map(({ id, score }) => [id, score]));
  const faults = wanted.filter(({ id, score }) => {
    const expected = factor * score;
    return !(Math.abs(scores.get(id)! - expected) <= 1e-9 * Math.max(1, Math.abs(expected)));
  });
  expect([scores.size, ...faults]).toEqual([wanted.length]);
}

const identity = (rankings: Rankings): readonly number[] => rankings.map((_, i) => i);

/** Powers of two and whole numbers, which change no bit of the scores of these rankings. */
const scales = fc.array(
  fc.record({ scale: fc.constantFrom(0.25, 0.5, 2, 1024), shift: fc.integer({ min: -99, max: 99 }) }),
  { minLength: 4, maxLength: 4 },
);
type Scales = readonly { readonly scale: number; readonly shift: number }[];

const rescored = (rankings: Rankings, change: (score: number, ranking: number) => number): Rankings =>
  frozen(rankings.map((found, i) => found.map(({ id, score }) => ({ id, score: change(score, i) }))));

const transformations: Readonly<Record<Invariance, (rankings: Rankings, by: Scales) => Rankings>> = {
  ranks: (rankings) => rescored(rankings, (score) => score ** 3 + score),
  affine: (rankings, by) => rescored(rankings, (score, i) => score * by[i]!.scale + by[i]!.shift),
  scale: (rankings, by) => rescored(rankings, (score, i) => score * by[i]!.scale),
  homogeneous: (rankings, by) => rescored(rankings, (score) => score * by[0]!.scale),
};

const promise: Readonly<Record<Invariance, string>> = {
  ranks: 'looks at the order of the scores alone',
  affine: 'does not mind the scale and the zero of the scores of a ranking',
  scale: 'does not mind the scale of the scores of a ranking',
  homogeneous: 'gives twice the scores for twice the scores',
};

describe.each(fuserCases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
  const { makers, invariance, forgets } = each;

  it('gives every document of every ranking once, in order and finite, and changes nothing it is given', () => {
    fc.assert(
      fc.property(makers, rankingsOf(each), (make, rankings) => {
        const fuser = make(identity(rankings));
        const fused = fuser.fuse(rankings);
        expectWhole(fused, rankings);
        expectSameScores(fuser.fuse(rankings), fused);
      }),
      { numRuns },
    );
  });

  it('bears hostile ids', () => {
    const make = fc.sample(makers, { numRuns: 1, seed: 15 })[0]!;
    const rankings = Array.from({ length: each.branches ?? 3 }, (_, i) =>
      hostile
        .slice(i)
        .map((id, p) => ({ id, score: 9 - Math.floor(p / 2) }))
        .sort(compareHits),
    );
    expectWhole(make(identity(rankings)).fuse(rankings), rankings);
  });

  it('does not mind the order of the branches, if weights and training go with them', () => {
    const shuffled = rankingsOf(each).chain((rankings) =>
      fc.tuple(
        fc.constant(rankings),
        fc.shuffledSubarray([...identity(rankings)], { minLength: rankings.length }),
      ),
    );
    fc.assert(
      fc.property(makers, shuffled, (make, [rankings, order]) => {
        const fused = make(identity(rankings)).fuse(rankings);
        expectSameScores(make(order).fuse(order.map((i) => rankings[i]!)), fused);
      }),
      { numRuns },
    );
  });

  it(promise[invariance], () => {
    fc.assert(
      fc.property(makers, rankingsOf(each), scales, (make, rankings, by) => {
        const fuser = make(identity(rankings));
        const fused = fuser.fuse(transformations[invariance](rankings, by));
        expectSameScores(fused, fuser.fuse(rankings), invariance === 'homogeneous' ? by[0]!.scale : 1);
      }),
      { numRuns },
    );
  });

  it(forgets === undefined ? keepsOrder : `may change the order of one ranking: ${forgets}`, () => {
    const alone = fc.tuple(hits({ maxLength: 20 }), fc.nat({ max: 3 })).map(([found, place]) => {
      const rankings: (readonly Hit[])[] = new Array(each.branches ?? 4).fill([]);
      rankings[place % rankings.length] = found;
      return frozen(rankings);
    });
    const isKept = fc.property(makers, alone, (make, rankings) => {
      const ids = make(identity(rankings))
        .fuse(rankings)
        .map(({ id }) => id);
      expect(ids).toEqual(rankings.flat().map(({ id }) => id));
    });
    if (forgets === undefined) fc.assert(isKept, { numRuns });
    else expect(fc.check(isKept, { numRuns }).failed).toBe(true);
  });

  for (const { name, check } of fuserLaws(
    () => {
      const branches = each.branches ?? 3;
      return fc.sample(makers, { numRuns: 1, seed: 12 })[0]!(Array.from({ length: branches }, (_, i) => i));
    },
    each.branches === undefined ? {} : { branches: each.branches, orderMatters: true },
  )) {
    if (name !== keepsOrder) it(`conforms: ${name}`, check);
  }
});
