/**
 * Centred min-max: from −0.5 to 0.5.
 *
 *     s' = (s − (min + max) / 2) / (max − min)
 *
 * Pyserini's `HybridSearcher` with `normalization=True`. It divides by zero where all scores are equal; they become
 * 0 here, the middle of the scale.
 */
import { createNormaliser, extremes } from '../internal/create-normaliser.js';
import type { Normaliser } from './normaliser.js';

export function minMaxCentred(): Normaliser {
  return createNormaliser('minMaxCentred', (scores) => {
    const { lowest, highest } = extremes(scores);
    if (lowest === highest) return scores.fill(0);
    return scores.map((score) => (score - (lowest + highest) / 2) / (highest - lowest));
  });
}
