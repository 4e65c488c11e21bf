import type { Fuser, Qrels, Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
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
  fuseRunRows,
  interpolate,
  isr,
  logIsr,
  logNIsr,
  maxScore,
  minMax,
  minMaxCentred,
  minMaxInverted,
  mixed,
  rankScore,
  rbc,
  rrf,
  sumToOne,
  trainBayesFuse,
  trainMapFuse,
  trainPosFuse,
  trainProbFuse,
  trainSegFuse,
  trainSlideFuse,
  tuneWeights,
  weightedMnz,
  weightedSum,
  zScore,
} from './index.js';

const refused = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: unknown };
    return { code, message, details };
  }
  return 'not refused';
};
const untyped = <T>(value: unknown): T => value as T;
const option = (name: string, value: unknown, expected: string) => ({
  code: 'INVALID_OPTION',
  details: { option: name, value, expected },
});

const run: Run = new Map([['q', [{ id: 'a', score: 1 }]]]);
const qrels: Qrels = new Map([['q', new Map([['a', 1]])]]);
const training = { runs: [run, run], qrels };
const weights = [1, 1];

const fusers: readonly (readonly [string, Fuser])[] = [
  ['borda', borda()],
  ['borda', borda({ weights })],
  ['condorcet', condorcet()],
  ['isr', isr()],
  ['logIsr', logIsr()],
  ['logNIsr', logNIsr()],
  ['rbc', rbc()],
  ['rrf', rrf({ weights })],
  ['combAnz', combAnz({ normalise: false })],
  ['combGmnz', combGmnz({ gamma: 1, normalise: false })],
  ['combMax', combMax({ normalise: false })],
  ['combMed', combMed({ normalise: false })],
  ['combMin', combMin({ normalise: false })],
  ['combMnz', combMnz({ normalise: false })],
  ['combSum', combSum({ normalise: false })],
  ['interpolate', interpolate({ normalise: false })],
  ['mixed', mixed({ weights, normalise: false })],
  ['weightedMnz', weightedMnz({ weights, normalise: false })],
  ['weightedSum', weightedSum({ weights, normalise: false })],
  ['bayesFuse', trainBayesFuse(training)],
  ['mapFuse', trainMapFuse(training)],
  ['posFuse', trainPosFuse(training)],
  ['probFuse', trainProbFuse({ ...training, segments: 1 })],
  ['segFuse', trainSegFuse({ ...training, normalise: false })],
  ['slideFuse', trainSlideFuse({ ...training, window: 0 })],
];

describe.each(fusers)('%s', (name, fuser) => {
  it('has its name and says it in every refusal of hits', () => {
    expect(fuser.name).toBe(name);
    const a = { id: 'a', score: 1 };
    expect(refused(() => fuser.fuse([[a], [{ id: 'b', score: Number.NaN }]]))).toEqual({
      code: 'INVALID_INPUT',
      message: `${name}: the score of "b" in ranking 1 is NaN: give a finite number`,
      details: { value: Number.NaN, id: 'b', ranking: 1 },
    });
    expect(refused(() => fuser.fuse([[a], [a, a]]))).toEqual({
      code: 'DUPLICATE_ID',
      message: `${name}: "a" stands twice in ranking 1: keep one of the two`,
      details: { value: 'a', ranking: 1 },
    });
    expect(refused(() => fuser.fuse([[a], [{ id: '', score: 1 }]]))).toMatchObject({
      code: 'INVALID_ID',
      message: expect.stringContaining('a hit of ranking 1'),
    });
  });
});

describe('a fuser that was made for two rankings', () => {
  it('says so where it gets three', () => {
    for (const [name, fuser] of [
      ...fusers.slice(-10),
      ['rrf', rrf({ weights })],
      ['borda', borda({ weights })],
      ['condorcet', condorcet({ weights })],
    ] as const)
      expect(refused(() => fuser.fuse([[], [], []]))).toEqual({
        code: 'INVALID_INPUT',
        message: `${name} was made for 2 rankings and got 3: give one ranking for each of its weights`,
        details: { expected: 2, found: 3 },
      });
  });
});

describe('scores too large to add', () => {
  it('are refused with the document and the remedy', () => {
    const huge = [{ id: 'a', score: 1e308 }];
    expect(refused(() => combSum({ normalise: false }).fuse([huge, huge]))).toEqual({
      code: 'INVALID_INPUT',
      message: 'combSum: the scores of "a" are too large to combine: normalise them',
      details: { id: 'a', value: Number.POSITIVE_INFINITY },
    });
  });
});

describe.each([
  ['minMax', minMax()],
  ['minMaxInverted', minMaxInverted()],
  ['minMaxCentred', minMaxCentred()],
  ['maxScore', maxScore()],
  ['sumToOne', sumToOne()],
  ['zScore', zScore()],
  ['rankScore', rankScore()],
  ['bordaScore', bordaScore()],
])('the normaliser %s', (name, normaliser) => {
  it('has its name and says it where it refuses a score', () => {
    expect(normaliser.name).toBe(name);
    expect(refused(() => normaliser.normalise([[], [{ id: 'a', score: Number.NaN }]]))).toMatchObject({
      code: 'INVALID_INPUT',
      message: `${name}: the score of "a" in ranking 1 is NaN: give a finite number`,
    });
  });
});

describe('an option that is refused names what it can be', () => {
  const oneEach = 'one number of at least 0 for each ranking, not all of them 0';
  it.each<[make: () => unknown, name: string, value: unknown, expected: string]>([
    [() => rrf({ form: untyped('') }), 'form', '', "'sum' or 'qdrant'"],
    [() => rrf({ k: -0.5 }), 'k', -0.5, 'a finite number of at least 0'],
    [() => rrf({ k: 0.5, form: 'qdrant' }), 'k', 0.5, 'a finite number of at least 1'],
    [() => borda({ form: untyped('') }), 'form', '', "'shared' or 'relative'"],
    [() => logNIsr({ sigma: 0 }), 'sigma', 0, 'a finite number above 0'],
    [() => logNIsr({ sigma: Infinity }), 'sigma', Infinity, 'a finite number above 0'],
    [() => rbc({ phi: 0 }), 'phi', 0, 'a number between 0 and 1'],
    [() => rbc({ phi: 1 }), 'phi', 1, 'a number between 0 and 1'],
    [() => combGmnz({ gamma: Infinity }), 'gamma', Infinity, 'a finite number'],
    [() => weightedSum({ weights: [0, 0] }), 'weights', [0, 0], oneEach],
    [() => weightedSum({ weights: [] }), 'weights', [], oneEach],
    [() => weightedSum({ weights: [1, -1] }), 'weights', [1, -1], oneEach],
    [() => mixed({ weights: [1, Infinity] }), 'weights', [1, Infinity], oneEach],
    [() => weightedMnz({ weights: untyped('11') }), 'weights', '11', oneEach],
    [() => weightedSum({ weights, absent: untyped('') }), 'absent', '', "'zero', 'minimum' or 'exclude'"],
    [() => interpolate(-0.1), 'weight', -0.1, 'a number from 0 to 1'],
    [() => interpolate(1.1), 'weight', 1.1, 'a number from 0 to 1'],
    [
      () => combSum({ normalise: untyped(true) }),
      'normalise',
      true,
      'a normaliser, such as minMax(), or false',
    ],
    [() => minMax({ allEqual: -0.1 }), 'allEqual', -0.1, 'a number from 0 to 1'],
    [() => minMaxInverted({ allEqual: 1.1 }), 'allEqual', 1.1, 'a number from 0 to 1'],
    [() => trainPosFuse({ runs: [], qrels }), 'runs', [], 'at least one run'],
    [() => trainPosFuse({ ...training, level: 1.5 }), 'level', 1.5, 'a whole number of at least 1'],
    [() => trainProbFuse({ ...training, segments: 1.5 }), 'segments', 1.5, 'a whole number of at least 1'],
    [() => trainSlideFuse({ ...training, window: 0.5 }), 'window', 0.5, 'a whole number of at least 0'],
  ])('%s', (make, name, value, expected) => {
    expect(refused(make)).toMatchObject(option(name, value, expected));
  });

  it('and the ends of its range are in it', () => {
    for (const make of [
      () => rrf({ k: 0 }),
      () => rrf({ k: 1, form: 'qdrant' }),
      () => interpolate(0),
      () => interpolate(1),
      () => minMax({ allEqual: 0 }),
      () => minMax({ allEqual: 1 }),
      () => weightedSum({ weights: [0, 1] }),
      () => trainProbFuse({ ...training, segments: 1 }),
      () => trainSlideFuse({ ...training, window: 0 }),
      () => trainPosFuse({ ...training, level: 1 }),
    ])
      expect(refused(make)).toBe('not refused');
  });
});

describe('training', () => {
  it('refuses runs that have no query of the judgements, with some queries of both', () => {
    const asked: Run = new Map(['r1', 'r2', 'r3', 'r4'].map((query) => [query, []]));
    const judged: Qrels = new Map(['j1', 'j2', 'j3', 'j4'].map((query) => [query, new Map()]));
    expect(refused(() => trainPosFuse({ runs: [asked, new Map()], qrels: judged }))).toEqual({
      code: 'INVALID_INPUT',
      message: 'no run has a query of qrels: give runs of the judged queries',
      details: { expected: ['j1', 'j2', 'j3'], found: ['r1', 'r2', 'r3'] },
    });
    expect(refused(() => trainPosFuse({ runs: [asked], qrels: new Map() }))).toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(/give judgements of at least one query$/),
    });
    // One run with one judged query is enough.
    expect(refused(() => trainPosFuse({ runs: [asked, run], qrels: new Map([...judged, ...qrels]) }))).toBe(
      'not refused',
    );
  });
});

describe('tuneWeights', () => {
  const measure = () => 1;
  const more: Qrels = new Map(['p', 'q', 'r'].map((query) => [query, new Map()]));
  const tune = (change: object) =>
    refused(() => tuneWeights({ runs: [run, run], qrels: more, measure, folds: 2, steps: 2, ...change }));

  it('names what its options can be', () => {
    expect(tune({ runs: [run] })).toMatchObject(option('runs', 'a list of 1', 'at least two runs'));
    for (const folds of [1, 4, 2.5])
      expect(tune({ folds })).toMatchObject(
        option('folds', folds, 'a whole number from 2 to 3, the number of judged queries'),
      );
    for (const steps of [0, 1.5])
      expect(tune({ steps })).toMatchObject(option('steps', steps, 'a whole number of at least 1'));
    for (const seed of [-1, 0.5, 2 ** 32])
      expect(tune({ seed })).toMatchObject(option('seed', seed, 'a whole number from 0 to 4294967295'));
    for (const change of [{ folds: 2 }, { folds: 3 }, { steps: 1 }, { seed: 0 }, { seed: 2 ** 32 - 1 }])
      expect(tune(change)).toBe('not refused');
  });

  it('says for which weights a measure gave no number', () => {
    expect(tune({ measure: () => Number.NaN })).toEqual({
      code: 'PLUGIN_CONTRACT',
      message: 'measure gave NaN for the weights 0.5, 0.5: it must give a finite number',
      details: { value: Number.NaN, weights: [0.5, 0.5] },
    });
  });
});

describe('fuseRunRows', () => {
  it('says which rows of which run do not stand together', async () => {
    async function* rows(...queries: string[]) {
      for (const query of queries) yield { query, id: `d${query}`, score: 1 };
    }
    const fused = fuseRunRows(rrf(), [rows('q'), rows('q', 'p', 'q')]);
    const read = async () => {
      for await (const _ of fused);
    };
    await expect(read()).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'run 1: the rows of query "q" do not stand together: sort the file by query',
      details: { value: 'q', run: 1 },
    });
  });
});
