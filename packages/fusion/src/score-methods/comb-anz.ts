/**
 * CombANZ: the mean of a document's scores.
 *
 *     score(d) = Σ_i s_i(d) / m(d)        m(d): how many rankings hold d
 *
 * Fox and Shaw: Combination of multiple searches, TREC-2, 1993. As ranx 0.3.21 (`anz`). Documents that one ranking
 * alone puts on top come first; `weightedSum` with `absent: 'exclude'` is the weighted form.
 */
import type { Fuser } from '@reprise/spec';
import { accumulate, countHolders } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export function combAnz(options: NormaliseOption = {}): Fuser {
  return createFuser(
    'combAnz',
    (candidates) => {
      const holders = countHolders(candidates);
      return accumulate(candidates, (_rank, _ranking, score) => score).map((sum, d) => sum / holders[d]!);
    },
    checkNormalise(options),
  );
}
