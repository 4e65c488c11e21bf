/**
 * CombMED: the median of a document's scores; of an even number, the mean of the middle two.
 *
 *     score(d) = median_i s_i(d)        over the rankings that hold d
 *
 * Fox and Shaw: Combination of multiple searches, TREC-2, 1993. As ranx 0.3.21 (`med`).
 */
import type { Fuser } from '@reprise/spec';
import { scoresOfEach } from '../internal/accumulate.js';
import { checkNormalise } from '../internal/check-normalise.js';
import { createFuser } from '../internal/create-fuser.js';
import type { NormaliseOption } from '../normalisers/normalise-option.js';

export function combMed(options: NormaliseOption = {}): Fuser {
  return createFuser(
    'combMed',
    (candidates) => Float64Array.from(scoresOfEach(candidates), median),
    checkNormalise(options),
  );
}

function median(scores: readonly number[]): number {
  const sorted = Float64Array.from(scores).sort();
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)]!;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + upper) / 2 : upper;
}
