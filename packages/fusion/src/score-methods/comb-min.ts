/**
 * CombMIN: the worst of a document’s scores.
 *
 *     score(d) = min_i s_i(d)        over the rankings that hold d
 *
 * Fox and Shaw: Combination of multiple searches, TREC-2, 1993. As ranx 0.3.21 (`min`), which overlooks scores
 * above 1e9. A document that only one ranking holds is not punished for it.
 */
import type { Fuser } from '@reprise/spec';
import { scoresOfEach } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export function combMin(options: NormaliseOption = {}): Fuser {
  return createFuser(
    'combMin',
    (candidates) => Float64Array.from(scoresOfEach(candidates), (scores) => Math.min(...scores)),
    checkNormalise(options),
  );
}
