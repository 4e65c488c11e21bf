/**
 * Weighted CombMNZ: the sum of a document's scores, times the weights of the rankings that hold it.
 *
 *     score(d) = (Σ_i s_i(d)) · (Σ_i w_i)        both over the rankings that hold d
 *
 * Wu and Crestani: Data fusion with estimated weights, CIKM 2002. As ranx 0.3.21 (`wmnz`): the weights do not scale the
 * scores themselves.
 */
import type { Fuser } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import { checkCount, checkWeights } from '../internal/weights.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export interface WeightedMnzOptions extends NormaliseOption {
  /** One number of at least 0 for each ranking. */
  readonly weights: readonly number[];
}

export function weightedMnz(options: WeightedMnzOptions): Fuser {
  const name = 'weightedMnz';
  const weights = checkWeights(options.weights);
  return createFuser(
    name,
    (candidates) => {
      checkCount(name, candidates.places.length, weights.length);
      const shares = accumulate(candidates, (_rank, i) => weights[i]!);
      return accumulate(candidates, (_rank, _i, score) => score).map((sum, d) => sum * shares[d]!);
    },
    checkNormalise(options),
  );
}
