import { gmMap, map, mapCut } from './average-precision.js';
import { bpref, gmBpref } from './bpref.js';
import { numNonrelJudgedRet, numQ, numRel, numRelRet, numRet } from './counts.js';
import { expectedReciprocalRank } from './expected-reciprocal-rank.js';
import { binaryGain, gain } from './gain.js';
import { inferredAP } from './inferred-ap.js';
import { elevenPointAverage, precisionAtRecall } from './interpolated-precision.js';
import { judgedAt, unjudged } from './judged.js';
import type { Family } from './measure.js';
import { ndcg, ndcgCut } from './ndcg.js';
import { ndcgExponentialCut } from './ndcg-exponential.js';
import { ndcgRel } from './ndcg-rel.js';
import { precision, relativePrecision } from './precision.js';
import { rPrecision, rPrecisionMultiple } from './r-precision.js';
import { rankBiasedPrecision, rbp, rbpResidual } from './rank-biased-precision.js';
import { recall } from './recall.js';
import { reciprocalRank, reciprocalRankCut } from './reciprocal-rank.js';
import { rNdcg } from './rndcg.js';
import { setF, setMap, setPrecision, setRecall, setRelativePrecision } from './set.js';
import { success } from './success.js';
import { utility } from './utility.js';

/** What trec_eval prints when no measure is asked for, in its own order. */
const official: readonly Family[] = [
  numQ,
  numRet,
  numRel,
  numRelRet,
  map,
  gmMap,
  rPrecision,
  bpref,
  reciprocalRank,
  precisionAtRecall,
  precision,
];

/** trec_eval's `all_trec` but for what is no number: `runid` and `relstring`. */
const allTrec: readonly Family[] = [
  ...official,
  recall,
  inferredAP,
  gmBpref,
  rPrecisionMultiple,
  utility,
  elevenPointAverage,
  binaryGain,
  gain,
  ndcg,
  ndcgRel,
  rNdcg,
  ndcgCut,
  mapCut,
  relativePrecision,
  success,
  setPrecision,
  setRelativePrecision,
  setRecall,
  setMap,
  setF,
  numNonrelJudgedRet,
];

const set: readonly Family[] = [
  numQ,
  numRet,
  numRel,
  numRelRet,
  utility,
  setPrecision,
  setRelativePrecision,
  setRecall,
  setMap,
  setF,
];

/** Every family, in the order in which trec_eval prints them; those it does not have come last. */
export const families: readonly Family[] = [
  ...allTrec,
  rbp,
  rbpResidual,
  unjudged,
  reciprocalRankCut,
  judgedAt,
  ndcgExponentialCut,
  expectedReciprocalRank,
  rankBiasedPrecision,
];

/** trec_eval's names for groups of measures. */
export const groups: ReadonlyMap<string, readonly Family[]> = new Map([
  ['official', official],
  ['set', set],
  ['all_trec', allTrec],
]);
