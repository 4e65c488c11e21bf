import { branches } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bordaScore,
  maxScore,
  minMax,
  minMaxCentred,
  minMaxInverted,
  type Normaliser,
  rankScore,
  sumToOne,
  zScore,
} from '../index.js';

const ranking = (...scores: number[]) => scores.map((score, p) => ({ id: `d${p}`, score }));
const scoresOf = (normaliser: Normaliser, ...scores: number[]) =>
  normaliser.normalise([ranking(...scores)])[0]!.map(({ score }) => score);

describe('normalisers, by hand', () => {
  it('minMax puts the lowest at 0 and the highest at 1', () => {
    expect(scoresOf(minMax(), 12, 9, 6, 3)).toEqual([1, 6 / 9, 3 / 9, 0]);
  });

  it('minMaxInverted puts the lowest first, at 1, and keeps the order of equals', () => {
    expect(minMaxInverted().normalise([ranking(4, 2, 2, 0)])).toEqual([
      [
        { id: 'd3', score: 1 },
        { id: 'd1', score: 0.5 },
        { id: 'd2', score: 0.5 },
        { id: 'd0', score: 0 },
      ],
    ]);
  });

  it('minMaxCentred goes from -0.5 to 0.5', () => {
    expect(scoresOf(minMaxCentred(), 4, 3, 0)).toEqual([0.5, 0.25, -0.5]);
  });

  it('maxScore divides by the highest', () => {
    expect(scoresOf(maxScore(), 4, 1, -2)).toEqual([1, 0.25, -0.5]);
  });

  it('maxScore divides by the largest magnitude where nothing is above 0', () => {
    expect(scoresOf(maxScore(), -1, -4)).toEqual([-0.25, -1]);
    expect(scoresOf(maxScore(), 0, 0)).toEqual([0, 0]);
  });

  it('sumToOne shares out what is above the lowest', () => {
    expect(scoresOf(sumToOne(), 5, 3, 2)).toEqual([0.75, 0.25, 0]);
  });

  it('zScore has mean 0 and variance 1', () => {
    // mean 7.5, variance (20.25 + 2.25 + 2.25 + 20.25) / 4 = 11.25
    const root = Math.sqrt(11.25);
    expect(scoresOf(zScore(), 12, 9, 6, 3)).toEqual([4.5 / root, 1.5 / root, -1.5 / root, -4.5 / root]);
  });

  it('rankScore forgets the scores', () => {
    expect(scoresOf(rankScore(), 90, 9, 8, 7)).toEqual([1, 0.75, 0.5, 0.25]);
  });

  it('bordaScore adds the candidates that a ranking lacks, by id', () => {
    const rankings = [
      [{ id: 'b', score: 9 }],
      [
        { id: 'c', score: 7 },
        { id: 'a', score: 5 },
        { id: 'b', score: 3 },
      ],
    ];
    // c = 3; absent from the first, which has n = 1: 0.5 - 0/6
    expect(bordaScore().normalise(rankings)).toEqual([
      [
        { id: 'b', score: 1 },
        { id: 'a', score: 0.5 },
        { id: 'c', score: 0.5 },
      ],
      [
        { id: 'c', score: 1 },
        { id: 'a', score: 1 - 1 / 3 },
        { id: 'b', score: 1 - 2 / 3 },
      ],
    ]);
  });
});

describe('normalisers of scores that are all equal', () => {
  it('minMax and minMaxInverted give 1, as Pyserini, or what allEqual says, such as 0, as ranx', () => {
    for (const normaliser of [minMax, minMaxInverted]) {
      expect(scoresOf(normaliser(), 2, 2)).toEqual([1, 1]);
      expect(scoresOf(normaliser(), 7)).toEqual([1]);
      expect(scoresOf(normaliser({ allEqual: 0 }), 2, 2)).toEqual([0, 0]);
    }
  });

  it('the others that need a spread give 0', () => {
    for (const normaliser of [minMaxCentred(), sumToOne(), zScore()]) {
      expect(scoresOf(normaliser, 0.1, 0.1, 0.1)).toEqual([0, 0, 0]);
    }
  });
});

const numRuns = 1000;

/** What may be done to the scores without a change: the whole of what the normaliser promises. */
const all: readonly (readonly [Normaliser, 'affine' | 'scale' | 'ranks'])[] = [
  [minMax(), 'affine'],
  [minMaxInverted(), 'affine'],
  [minMaxCentred(), 'affine'],
  [maxScore(), 'scale'],
  [sumToOne(), 'affine'],
  [zScore(), 'affine'],
  [rankScore(), 'ranks'],
  [bordaScore(), 'ranks'],
];

const frozen = branches().map((rankings) =>
  Object.freeze(rankings.map((hits) => Object.freeze(hits.map((hit) => Object.freeze(hit))))),
);

describe.each(all.map(([normaliser, invariance]) => [normaliser.name, normaliser, invariance] as const))(
  '%s',
  (name, normaliser, invariance) => {
    it('keeps rankings, ids and, unless it inverts, their order; changes nothing it is given', () => {
      fc.assert(
        fc.property(frozen, (rankings) => {
          const normalised = normaliser.normalise(rankings);
          expect(normalised.length).toBe(rankings.length);
          normalised.forEach((hits, i) => {
            const ids = hits.slice(0, rankings[i]!.length).map(({ id }) => id);
            const wanted = rankings[i]!.map(({ id }) => id);
            if (name === 'minMaxInverted') expect(ids.sort()).toEqual(wanted.sort());
            else expect(ids).toEqual(wanted);
            const faults = hits.filter(
              ({ score }, p) => !Number.isFinite(score) || score > (hits[p - 1]?.score ?? score),
            );
            expect(faults).toEqual([]);
          });
        }),
        { numRuns },
      );
    });

    it(`gives the same for scores of another scale${invariance === 'affine' ? ' and zero' : invariance === 'ranks' ? ' of any kind' : ''}`, () => {
      const scale = fc.constantFrom(0.25, 0.5, 2, 1024);
      fc.assert(
        fc.property(frozen, scale, fc.integer({ min: -99, max: 99 }), (rankings, a, b) => {
          const change = {
            affine: (score: number) => a * score + b,
            scale: (score: number) => a * score,
            ranks: (score: number) => score ** 3 + a * score + b,
          }[invariance];
          const changed = rankings.map((hits) => hits.map(({ id, score }) => ({ id, score: change(score) })));
          const wanted = normaliser.normalise(rankings).flat();
          const faults = normaliser
            .normalise(changed)
            .flat()
            .filter(
              ({ id, score }, p) => id !== wanted[p]!.id || !(Math.abs(score - wanted[p]!.score) < 1e-12),
            );
          expect(faults).toEqual([]);
        }),
        { numRuns },
      );
    });

    it('bears empty rankings', () => {
      expect(normaliser.normalise([[], []])).toEqual([[], []]);
      expect(normaliser.normalise([])).toEqual([]);
    });

    it('refuses scores that are not finite', () => {
      const bad = [[{ id: 'a', score: Number.NaN }]];
      expect(() => normaliser.normalise(bad)).toThrow(/score of "a" in ranking 0 is NaN/);
    });
  },
);

describe('allEqual', () => {
  it('is refused outside 0 to 1', () => {
    expect(() => minMax({ allEqual: 2 })).toThrow(/allEqual is 2.*0 to 1/);
    expect(() => minMaxInverted({ allEqual: Number.NaN })).toThrow(/allEqual is NaN/);
  });
});
