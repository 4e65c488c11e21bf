/**
 * SlideFuse: as PosFuse, with the chance smoothed over the neighbouring positions.
 *
 *     score(d) = Σ_i Σ_{q=a..b} P_i(q) / (b − a + 1),    a = max(1, r_i(d) − w),  b = min(n_i, r_i(d) + w)
 *
 *     P_i(q): relevant documents at rank q of run i / training queries that reach rank q
 *
 * Lillis et al.: Extending probabilistic data fusion using sliding windows, ECIR 2008. As ranx 0.3.21 (`slidefuse`): the
 * window ends with the ranking to be fused, and ranks below all those seen in training count 0 in it. `learned`: P_i.
 */
import { optionError } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import {
  createTrainedFuser,
  findings,
  relevanceByPosition,
  type TrainedFuser,
  type TrainingOptions,
} from './training.js';

export interface SlideFuseOptions extends TrainingOptions {
  /** w, positions to look at on either side, a whole number of at least 0. No default: the best one depends on the runs. */
  readonly window: number;
}

export function trainSlideFuse(options: SlideFuseOptions): TrainedFuser {
  const { window } = options;
  if (!(Number.isSafeInteger(window) && window >= 0)) {
    throw optionError('window', window, 'a whole number of at least 0');
  }
  const learned = findings(options).map(relevanceByPosition);
  return createTrainedFuser('slideFuse', learned, (candidates) => {
    const smoothed = candidates.places.map(({ length }, i) => slide(learned[i]!, length, window));
    return accumulate(candidates, (rank, i) => smoothed[i]![rank - 1]!);
  });
}

function slide(chances: readonly number[], length: number, window: number): Float64Array {
  return Float64Array.from({ length }, (_, p) => {
    const start = Math.max(0, p - window);
    const end = Math.min(length, p + window + 1);
    return chances.slice(start, end).reduce((sum, chance) => sum + chance, 0) / (end - start);
  });
}
