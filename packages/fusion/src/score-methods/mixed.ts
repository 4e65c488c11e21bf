/**
 * Mixed fusion: the weighted sum, times the root of the number of rankings that hold a document.
 *
 *     score(d) = √m(d) · Σ_i w_i · s_i(d)
 *
 * Wu and Crestani: Data fusion with estimated weights, CIKM 2002. As ranx 0.3.21 (`mixed`).
 */
import type { Fuser } from '@reprise/spec';
import { accumulate, countHolders } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import { checkCount, checkWeights } from '../internal/weights.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export interface MixedOptions extends NormaliseOption {
  /** One number of at least 0 for each ranking. */
  readonly weights: readonly number[];
}

export function mixed(options: MixedOptions): Fuser {
  const name = 'mixed';
  const weights = checkWeights(options.weights);
  return createFuser(
    name,
    (candidates) => {
      checkCount(name, candidates.places.length, weights.length);
      const holders = countHolders(candidates);
      return accumulate(candidates, (_rank, i, score) => weights[i]! * score).map(
        (sum, d) => sum * Math.sqrt(holders[d]!),
      );
    },
    checkNormalise(options),
  );
}
