/**
 * Divides by the highest score.
 *
 *     s' = s / max
 *
 * Equal to ranx 0.3.21 where the highest score is above 1e-9. ranx divides a ranking whose highest score is not positive
 * by 1e-9, so that it outweighs all others a billion times; here it is divided by its largest magnitude, which keeps
 * the order and gives scores from −1 to 0. A ranking of zeros stays as it is.
 */
import { createNormaliser, extremes } from '../internal/create-normaliser.js';
import type { Normaliser } from './normaliser.js';

export function maxScore(): Normaliser {
  return createNormaliser('maxScore', (scores) => {
    const { lowest, highest } = extremes(scores);
    const divisor = highest > 0 ? highest : -lowest;
    return divisor === 0 ? scores : scores.map((score) => score / divisor);
  });
}
