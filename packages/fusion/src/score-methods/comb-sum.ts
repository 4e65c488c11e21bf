/**
 * CombSUM: the sum of a document's scores.
 *
 *     score(d) = Σ_i s_i(d)        over the rankings that hold d
 *
 * Fox and Shaw: Combination of multiple searches, TREC-2, 1993. As ranx 0.3.21 (`sum`).
 */
import type { Fuser } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export function combSum(options: NormaliseOption = {}): Fuser {
  return createFuser(
    'combSum',
    (candidates) => accumulate(candidates, (_rank, _ranking, score) => score),
    checkNormalise(options),
  );
}
