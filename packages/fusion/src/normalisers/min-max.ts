/**
 * Min-max: the lowest score of a ranking becomes 0, the highest 1.
 *
 *     s' = (s − min) / (max − min)
 *
 * Lee: Analyses of multiple evidence combination, SIGIR 1997. A ranking whose scores are all equal (a single document
 * too) has no such scale: Pyserini and Anserini make them 1, ranx 0.3.21 makes them 0.
 */
import { createNormaliser, extremes } from '../internal/create-normaliser.js';
import { type AllEqualOptions, checkAllEqual } from './all-equal.js';
import type { Normaliser } from './normaliser.js';

export function minMax(options: AllEqualOptions = {}): Normaliser {
  const allEqual = checkAllEqual(options);
  return createNormaliser('minMax', (scores) => {
    const { lowest, highest } = extremes(scores);
    if (lowest === highest) return scores.fill(allEqual);
    return scores.map((score) => (score - lowest) / (highest - lowest));
  });
}
