/**
 * CombMAX: the best of a document’s scores.
 *
 *     score(d) = max_i s_i(d)        over the rankings that hold d
 *
 * Fox and Shaw: Combination of multiple searches, TREC-2, 1993. As ranx 0.3.21 (`max`), which overlooks scores
 * below −1e9.
 */
import type { Fuser } from '@reprise/spec';
import { scoresOfEach } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export function combMax(options: NormaliseOption = {}): Fuser {
  return createFuser(
    'combMax',
    (candidates) => Float64Array.from(scoresOfEach(candidates), (scores) => Math.max(...scores)),
    checkNormalise(options),
  );
}
