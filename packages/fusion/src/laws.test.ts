import { fuserConformance, fuserLaws } from '@reprise/testkit';
import { describe, it } from 'vitest';
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
  minMaxCentred,
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
  weightedMnz,
  weightedSum,
  zScore,
} from './index.js';

const runs = 1000;

for (const make of [
  () => rrf(),
  () => rrf({ form: 'qdrant' }),
  () => isr(),
  () => logNIsr(),
  () => borda(),
  () => borda({ form: 'relative' }),
  () => condorcet(),
  () => rbc(),
  ...[combSum, combMin, combMax, combMed, combAnz, combMnz].map((method) => () => method()),
  () => combGmnz({ gamma: 0.5 }),
  ...[maxScore, sumToOne, zScore, rankScore, minMaxCentred, bordaScore].map(
    (normalise) => () => combSum({ normalise: normalise() }),
  ),
  () => combSum({ normalise: false }),
]) {
  describe(make().name, () => fuserConformance(make, { runs }));
}

const weights = [0.7, 0.3];
for (const make of [
  () => interpolate(0.4),
  () => interpolate({ weight: 0.4, absent: 'minimum', normalise: zScore() }),
  () => interpolate({ absent: 'exclude' }),
  () => weightedSum({ weights }),
  () => weightedMnz({ weights }),
  () => mixed({ weights }),
  () => rrf({ weights }),
  () => rrf({ weights, form: 'qdrant' }),
  () => borda({ weights }),
  () => condorcet({ weights }),
]) {
  describe(`${make().name}, weighted`, () =>
    fuserConformance(make, { branches: 2, orderMatters: true, runs }));
}

const found = new Map([
  [
    'q',
    [
      { id: 'd1', score: 3 },
      { id: 'd2', score: 2 },
      { id: 'd3', score: 1 },
    ],
  ],
]);
const training = {
  runs: [found, found],
  qrels: new Map([
    [
      'q',
      new Map([
        ['d1', 1],
        ['d3', 2],
      ]),
    ],
  ]),
};

/** These give documents of one ranking equal scores, by their very formulas. */
const forgetful = 'keeps the order of a ranking that it is given alone, or beside empty ones';
for (const make of [
  () => logIsr(),
  () => trainBayesFuse(training),
  () => trainMapFuse(training),
  () => trainPosFuse(training),
  () => trainProbFuse({ ...training, segments: 2 }),
  () => trainSegFuse(training),
  () => trainSlideFuse({ ...training, window: 1 }),
]) {
  describe(`${make().name}, which may forget an order, obeys the other laws of`, () => {
    for (const { name, check } of fuserLaws(make, { branches: 2, orderMatters: true, runs })) {
      if (name !== forgetful) it(name, check);
    }
  });
}
