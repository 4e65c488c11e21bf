/**
 * ProbFuse: a document gets, from each ranking, the chance that a document of its segment is relevant.
 *
 *     score(d) = Σ_i P_i(k) / k,    k: segment of d in ranking i, from 1
 *     P_i(k): mean over the training queries of the precision of segment k of run i, 0 where it is empty
 *
 * Each ranking is cut into x segments of ⌈n / x⌉ documents, the last ones shorter or empty. Lillis et al.: ProbFuse: a
 * probabilistic approach to data fusion, SIGIR 2006 (ProbFuseAll: unjudged documents are not relevant). As ranx 0.3.21
 * (`probfuse`). `learned`: P_i by segment.
 */
import { optionError } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import {
  countRelevant,
  createTrainedFuser,
  findings,
  meanOver,
  type TrainedFuser,
  type TrainingOptions,
} from './training.js';

export interface ProbFuseOptions extends TrainingOptions {
  /**
   * x, into how many segments a ranking is cut, a whole number of at least 1. No default: the best one depends on the
   * runs.
   */
  readonly segments: number;
}

export function trainProbFuse(options: ProbFuseOptions): TrainedFuser {
  const { segments } = options;
  if (!(Number.isSafeInteger(segments) && segments >= 1)) {
    throw optionError('segments', segments, 'a whole number of at least 1');
  }
  const learned = findings(options).map((found) =>
    Array.from({ length: segments }, (_, k) =>
      meanOver(found, (each) => {
        const size = Math.ceil(each.relevant.length / segments);
        const end = Math.min((k + 1) * size, each.relevant.length);
        return end > k * size ? countRelevant(each, k * size, end) / (end - k * size) : 0;
      }),
    ),
  );
  return createTrainedFuser('probFuse', learned, (candidates) => {
    const sizes = candidates.places.map(({ length }) => Math.ceil(length / segments));
    return accumulate(candidates, (rank, i) => {
      const k = Math.ceil(rank / sizes[i]!);
      return learned[i]![k - 1]! / k;
    });
  });
}
