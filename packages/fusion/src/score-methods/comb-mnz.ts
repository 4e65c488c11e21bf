/**
 * CombMNZ: the sum of a document's scores, times the number of rankings that hold it.
 *
 *     score(d) = m(d) · Σ_i s_i(d)
 *
 * Fox and Shaw: Combination of multiple searches, TREC-2, 1993. As ranx 0.3.21 (`mnz`).
 */
import type { Fuser } from '@reprise/spec';
import { accumulate, countHolders } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export function combMnz(options: NormaliseOption = {}): Fuser {
  return createFuser(
    'combMnz',
    (candidates) => {
      const holders = countHolders(candidates);
      return accumulate(candidates, (_rank, _ranking, score) => score).map((sum, d) => sum * holders[d]!);
    },
    checkNormalise(options),
  );
}
