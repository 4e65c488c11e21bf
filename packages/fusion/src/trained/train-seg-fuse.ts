/**
 * SegFuse: as ProbFuse with segments that grow, and with the score.
 *
 *     score(d) = Σ_i P_i(k) · (s_i(d) + 1)
 *
 *     k: segment of d in ranking i; segment k ends with rank 10 · 2^(k−1) − 5: 5, 15, 35, 75, …
 *     P_i(k): mean over the training queries of (relevant documents of segment k of run i) / (its full length)
 *
 * Shokouhi: Segmentation of search engine results for effective data-fusion, ECIR 2007. As ranx 0.3.21 (`segfuse`), which
 * takes the paper's segment lengths for segment ends; segments below all those seen in training give nothing.
 * `learned`: P_i by segment.
 */
import { accumulate } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';
import {
  countRelevant,
  createTrainedFuser,
  depthOf,
  findings,
  meanOver,
  type TrainedFuser,
  type TrainingOptions,
} from './training.js';

export interface SegFuseOptions extends TrainingOptions, NormaliseOption {}

export function trainSegFuse(options: SegFuseOptions): TrainedFuser {
  const learned = findings(options).map((found) => {
    return Array.from({ length: segmentOf(depthOf(found)) }, (_, k) =>
      meanOver(found, (each) => countRelevant(each, endOf(k), endOf(k + 1)) / (endOf(k + 1) - endOf(k))),
    );
  });
  return createTrainedFuser(
    'segFuse',
    learned,
    (candidates) =>
      accumulate(candidates, (rank, i, score) => (learned[i]![segmentOf(rank) - 1] ?? 0) * (score + 1)),
    checkNormalise(options),
  );
}

/** The last rank of segment `k`, from 1; 0 of segment 0. */
function endOf(k: number): number {
  return k === 0 ? 0 : 10 * 2 ** (k - 1) - 5;
}

/** The segment of a rank, both from 1; 0 of rank 0. */
function segmentOf(rank: number): number {
  let k = 0;
  while (endOf(k) < rank) k++;
  return k;
}
