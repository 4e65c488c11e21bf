/**
 * CombGMNZ: the sum of a document's scores, times a power of the number of rankings that hold it.
 *
 *     score(d) = m(d)^γ · Σ_i s_i(d)
 *
 * Lee: Analyses of multiple evidence combination, SIGIR 1997. As ranx 0.3.21 (`gmnz`). γ = 0 is CombSUM, 1 CombMNZ,
 * −1 CombANZ.
 */
import { type Fuser, optionError } from '@reprise/spec';
import { accumulate, countHolders } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export interface CombGmnzOptions extends NormaliseOption {
  /** γ, how much agreement counts; any finite number. No default: the paper compares values, as does ranx. */
  readonly gamma: number;
}

export function combGmnz(options: CombGmnzOptions): Fuser {
  const { gamma } = options;
  if (!Number.isFinite(gamma)) throw optionError('gamma', gamma, 'a finite number');
  return createFuser(
    'combGmnz',
    (candidates) => {
      const holders = countHolders(candidates);
      return accumulate(candidates, (_rank, _ranking, score) => score).map(
        (sum, d) => sum * holders[d]! ** gamma,
      );
    },
    checkNormalise(options),
  );
}
