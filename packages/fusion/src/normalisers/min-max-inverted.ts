/**
 * Inverted min-max, for scores of which the lowest is best, such as distances.
 *
 *     s' = (max − s) / (max − min)
 *
 * As ranx 0.3.21, which makes the scores of a ranking 0 when they are all equal: see `allEqual`. The ranking is put
 * in its new order; equal scores keep theirs.
 */
import type { Hit } from '@reprise/spec';
import { createNormaliser, extremes } from '../internal/create-normaliser.js';
import { type AllEqualOptions, checkAllEqual } from './all-equal.js';
import type { Normaliser } from './normaliser.js';

export function minMaxInverted(options: AllEqualOptions = {}): Normaliser {
  const allEqual = checkAllEqual(options);
  const name = 'minMaxInverted';
  const inverted = createNormaliser(name, (scores) => {
    const { lowest, highest } = extremes(scores);
    if (lowest === highest) return scores.fill(allEqual);
    return scores.map((score) => (highest - score) / (highest - lowest));
  });
  return Object.freeze({
    name,
    normalise: (rankings: readonly (readonly Hit[])[]) =>
      inverted.normalise(rankings).map((hits) => [...hits].sort((a, b) => b.score - a.score)),
  });
}
