/**
 * Sum: the lowest score becomes 0 and all of them sum to 1.
 *
 *     s' = (s − min) / Σ (s − min)
 *
 * Montague and Aslam: Relevance score normalization for metasearch, CIKM 2001. As ranx 0.3.21 (`sum`): where all
 * scores are equal they become 0.
 */
import { createNormaliser, extremes } from '../internal/create-normaliser.js';
import type { Normaliser } from './normaliser.js';

export function sumToOne(): Normaliser {
  return createNormaliser('sumToOne', (scores) => {
    const { lowest } = extremes(scores);
    const shifted = scores.map((score) => score - lowest);
    const total = shifted.reduce((sum, score) => sum + score, 0);
    return total === 0 ? shifted : shifted.map((score) => score / total);
  });
}
