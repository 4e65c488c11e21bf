import type { Fuser, Qrels, Run } from '@reprise/spec';
import { hits } from '@reprise/testkit';
import fc from 'fast-check';
import {
  borda,
  bordaScore,
  combAnz,
  combGmnz,
  combMax,
  combMed,
  combMin,
  combMnz,
  combSum,
  condorcet,
  interpolate,
  isr,
  logIsr,
  logNIsr,
  maxScore,
  minMax,
  minMaxCentred,
  minMaxInverted,
  mixed,
  type Normaliser,
  rankScore,
  rbc,
  rrf,
  sumToOne,
  type TrainingOptions,
  trainBayesFuse,
  trainMapFuse,
  trainPosFuse,
  trainProbFuse,
  trainSegFuse,
  trainSlideFuse,
  weightedMnz,
  weightedSum,
  zScore,
} from './index.js';

/**
 * What may be done to the scores of each ranking without a change of the outcome: `ranks`, anything that keeps their order;
 * `affine`, another scale above 0 and another zero for each ranking; `scale`, another scale for each. `homogeneous`: one
 * scale for all rankings scales the outcome.
 */
export type Invariance = 'ranks' | 'affine' | 'scale' | 'homogeneous';

/** Makes a fuser whose weights and training runs stand in `order`, a permutation of the branches. */
export type MakeFuser = (order: readonly number[]) => Fuser;

export interface FuserCase {
  readonly name: string;
  /** How many rankings it takes; absent: any number. */
  readonly branches?: number;
  /** Random options, weights and training data. */
  readonly makers: fc.Arbitrary<MakeFuser>;
  readonly invariance: Invariance;
  /** Why a ranking that is given alone need not keep its order; absent: it does. */
  readonly forgets?: string;
}

const inOrder = <T>(items: readonly T[], order: readonly number[]): readonly T[] =>
  order.map((i) => items[i]!);
const above0 = fc.integer({ min: 1, max: 40 }).map((n) => n / 20);

const fixed = (name: string, invariance: Invariance, make: () => Fuser, forgets?: string): FuserCase => ({
  name,
  invariance,
  makers: fc.constant(make),
  ...(forgets === undefined ? {} : { forgets }),
});

const weighted = (
  name: string,
  invariance: Invariance,
  make: (weights: readonly number[]) => Fuser,
): FuserCase => ({
  name,
  invariance,
  branches: 3,
  makers: fc
    .array(above0, { minLength: 3, maxLength: 3 })
    .map((weights) => (order) => make(inOrder(weights, order))),
});

const interpolated = (
  name: string,
  options: Parameters<typeof interpolate>[0] & object,
  invariance: Invariance,
): FuserCase => ({
  name,
  invariance,
  branches: 2,
  makers: fc
    .integer({ min: 1, max: 19 })
    .map((n) => (order) => interpolate({ ...options, weight: order[0] === 0 ? n / 20 : 1 - n / 20 })),
});

const queries = ['q1', 'q2', 'q3'];
const run: fc.Arbitrary<Run> = fc
  .tuple(...queries.map(() => hits()))
  .map((found) => new Map(queries.map((query, i) => [query, found[i]!])));
const qrels: fc.Arbitrary<Qrels> = fc
  .array(fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 20, maxLength: 20 }), {
    minLength: 3,
    maxLength: 3,
  })
  .map((grades) => new Map(queries.map((q, i) => [q, new Map(grades[i]!.map((g, d) => [`d${d}`, g]))])));

const equalChances = 'positions with the same chance of relevance in training score the same';
const trained = (
  name: string,
  train: (training: TrainingOptions, size: number) => Fuser,
  invariance: Invariance = 'ranks',
  forgets: string = equalChances,
): FuserCase => ({
  name,
  invariance,
  branches: 2,
  forgets,
  makers: fc
    .record({
      runs: fc.tuple(run, run),
      qrels,
      level: fc.constantFrom(1, 2),
      size: fc.integer({ min: 1, max: 5 }),
    })
    .map(
      ({ runs, size, ...judged }) =>
        (order) =>
          train({ ...judged, runs: inOrder(runs, order) }, size),
    ),
});

const combs = { combSum, combMin, combMax, combMed, combAnz, combMnz };
const scaled: readonly (readonly [Normaliser, Invariance, string?])[] = [
  [minMax({ allEqual: 0 }), 'affine'],
  [minMaxInverted(), 'affine', 'it puts the lowest score first'],
  [minMaxCentred(), 'affine'],
  [maxScore(), 'scale'],
  [sumToOne(), 'affine'],
  [zScore(), 'affine'],
  [rankScore(), 'ranks'],
  [bordaScore(), 'ranks'],
];
const raw = { normalise: false } as const;

/** Every fuser of the package in every form, and every normaliser. */
export const fuserCases: readonly FuserCase[] = [
  fixed('rrf', 'ranks', () => rrf()),
  fixed('rrf, Qdrant', 'ranks', () => rrf({ form: 'qdrant' })),
  fixed('borda', 'ranks', () => borda()),
  fixed('borda, relative', 'ranks', () => borda({ form: 'relative' })),
  fixed('condorcet', 'ranks', () => condorcet()),
  fixed('isr', 'ranks', isr),
  fixed('logIsr', 'ranks', logIsr, 'a document of one ranking only has ln 1 = 0'),
  fixed('logNIsr', 'ranks', () => logNIsr()),
  fixed('rbc', 'ranks', () => rbc()),
  ...Object.entries(combs).flatMap(([name, comb]) => [
    fixed(name, 'affine', () => comb()),
    fixed(`${name}, raw`, 'homogeneous', () => comb(raw)),
  ]),
  ...scaled.map(([normalise, invariance, forgets]) =>
    fixed(`combSum, ${normalise.name}`, invariance, () => combSum({ normalise }), forgets),
  ),
  fixed(
    'combMin, bordaScore',
    'ranks',
    () => combMin({ normalise: bordaScore() }),
    'an empty ranking ranks all candidates alike',
  ),
  {
    name: 'combGmnz',
    invariance: 'affine',
    makers: fc.integer({ min: -4, max: 4 }).map((n) => () => combGmnz({ gamma: n / 2 })),
  },
  weighted('rrf, weighted', 'ranks', (weights) => rrf({ weights })),
  weighted('rrf, Qdrant, weighted', 'ranks', (weights) => rrf({ weights, form: 'qdrant' })),
  weighted('borda, weighted', 'ranks', (weights) => borda({ weights })),
  weighted('borda, relative, weighted', 'ranks', (weights) => borda({ weights, form: 'relative' })),
  weighted('condorcet, weighted', 'ranks', (weights) => condorcet({ weights })),
  ...(['zero', 'minimum', 'exclude'] as const).flatMap((absent) => [
    weighted(`weightedSum, absent ${absent}`, 'affine', (weights) => weightedSum({ weights, absent })),
    weighted(`weightedSum, raw, absent ${absent}`, 'homogeneous', (weights) =>
      weightedSum({ weights, absent, ...raw }),
    ),
    interpolated(`interpolate, absent ${absent}`, { absent }, 'affine'),
  ]),
  interpolated('interpolate, zScore, absent minimum', { absent: 'minimum', normalise: zScore() }, 'affine'),
  weighted('weightedMnz', 'affine', (weights) => weightedMnz({ weights })),
  weighted('weightedMnz, raw', 'homogeneous', (weights) => weightedMnz({ weights, ...raw })),
  weighted('mixed', 'affine', (weights) => mixed({ weights })),
  weighted('mixed, raw', 'homogeneous', (weights) => mixed({ weights, ...raw })),
  trained('bayesFuse', trainBayesFuse),
  trained('mapFuse', trainMapFuse, 'ranks', 'a run that finds nothing relevant in training scores nothing'),
  trained('posFuse', trainPosFuse),
  trained('probFuse', (training, segments) => trainProbFuse({ ...training, segments })),
  trained('segFuse', trainSegFuse, 'affine'),
  trained('slideFuse', (training, window) => trainSlideFuse({ ...training, window })),
];
