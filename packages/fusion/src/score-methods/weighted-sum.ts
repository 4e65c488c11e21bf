/**
 * Weighted sum, the linear combination of rankings.
 *
 *     score(d) = Σ_i w_i · s_i(d)
 *
 * Vogt and Cottrell: Fusion via a linear combination of scores, Information Retrieval 1(3), 1999. With the defaults as
 * ranx 0.3.21 (`wsum`), where weights are not made to sum to 1 either. What s_i(d) is for a document that ranking i
 * lacks is decided by `absent`; Pyserini's `HybridSearcher`, `α·sparse + dense` of raw scores, is
 * `weightedSum({ weights: [alpha, 1], normalise: false, absent: 'minimum' })`.
 */
import { type Fuser, optionError } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import type { Candidates } from '../internal/candidates.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import { extremes } from '../internal/create-normaliser.js';
import { checkCount, checkWeights } from '../internal/weights.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

/**
 * What a document gets from a ranking that lacks it. `zero`: nothing. `minimum`: the lowest score of that ranking (0 of
 * an empty one). `exclude`: the ranking is left out, and the score is the weighted mean over the others:
 * Σ w_i·s_i / Σ w_i over the rankings that hold it, 0 where these all weigh 0.
 */
export type Absent = 'zero' | 'minimum' | 'exclude';

export interface AbsentOption {
  /** What a document gets from a ranking that lacks it. Default `zero` (ranx, Anserini, ielab). */
  readonly absent?: Absent;
}

export interface WeightedSumOptions extends NormaliseOption, AbsentOption {
  /** One number of at least 0 for each ranking. */
  readonly weights: readonly number[];
}

export function weightedSum(options: WeightedSumOptions): Fuser {
  const weights = checkWeights(options.weights);
  return linear('weightedSum', weights, options);
}

/** The weighted sum under the name of the method that is made of it. `weights` are checked. */
export function linear(
  name: string,
  weights: readonly number[],
  options: NormaliseOption & AbsentOption,
): Fuser {
  const { absent = 'zero' } = options;
  if (!['zero', 'minimum', 'exclude'].includes(absent)) {
    throw optionError('absent', absent, "'zero', 'minimum' or 'exclude'");
  }
  return createFuser(
    name,
    (candidates) => {
      checkCount(name, candidates.places.length, weights.length);
      const floors = absent === 'minimum' ? lowestScores(candidates) : weights.map(() => 0);
      const base = floors.reduce((sum, floor, i) => sum + weights[i]! * floor, 0);
      const sums = accumulate(candidates, (_rank, i, score) => weights[i]! * (score - floors[i]!));
      if (absent === 'zero') return sums;
      if (absent === 'minimum') return sums.map((sum) => base + sum);
      const shares = accumulate(candidates, (_rank, i) => weights[i]!);
      return sums.map((sum, d) => (shares[d] === 0 ? 0 : sum / shares[d]!));
    },
    checkNormalise(options),
  );
}

function lowestScores({ scores }: Candidates): readonly number[] {
  return scores.map((values) => (values.length === 0 ? 0 : extremes(values).lowest));
}
