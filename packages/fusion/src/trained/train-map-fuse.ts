/**
 * MAPFuse: reciprocal ranks, each ranking with the weight of its mean average precision.
 *
 *     score(d) = Σ_i MAP_i / r_i(d)
 *
 * Lillis et al.: Estimating probabilities for effective data fusion, SIGIR 2010. As ranx 0.3.21 (`mapfuse`). A training
 * query without relevant documents counts 0 in the mean. `learned`: MAP_i.
 */
import { accumulate } from '../internal/accumulate.js';
import {
  createTrainedFuser,
  type Found,
  findings,
  meanOver,
  type TrainedFuser,
  type TrainingOptions,
} from './training.js';

export function trainMapFuse(options: TrainingOptions): TrainedFuser {
  const learned = findings(options).map((found) => [meanOver(found, averagePrecision)]);
  return createTrainedFuser('mapFuse', learned, (candidates) =>
    accumulate(candidates, (rank, i) => learned[i]![0]! / rank),
  );
}

function averagePrecision({ relevant, total }: Found): number {
  let seen = 0;
  let sum = 0;
  relevant.forEach((right, p) => {
    if (right) sum += ++seen / (p + 1);
  });
  return total === 0 ? 0 : sum / total;
}
