/**
 * PosFuse: a document gets, from each ranking, the chance that a document at its position is relevant.
 *
 *     score(d) = Σ_i P_i(r_i(d)),    P_i(r): relevant documents at rank r of run i / training queries that reach rank r
 *
 * Lillis et al.: Estimating probabilities for effective data fusion, SIGIR 2010. As ranx 0.3.21 (`posfuse`). A rank below all those seen in training gives nothing. `learned`: P_i by rank.
 */
import { accumulate } from '../internal/accumulate.js';
import {
  createTrainedFuser,
  findings,
  relevanceByPosition,
  type TrainedFuser,
  type TrainingOptions,
} from './training.js';

export function trainPosFuse(options: TrainingOptions): TrainedFuser {
  const learned = findings(options).map(relevanceByPosition);
  return createTrainedFuser('posFuse', learned, (candidates) =>
    accumulate(candidates, (rank, i) => learned[i]![rank - 1] ?? 0),
  );
}
