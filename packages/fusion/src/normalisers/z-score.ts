/**
 * Z-score: zero mean, unit variance.
 *
 *     s' = (s − μ) / σ,    σ: standard deviation of the population (divided by n)
 *
 * Montague and Aslam: Relevance score normalization for metasearch, CIKM 2001 (ZMUV). As ranx 0.3.21 (`zmuv`): where
 * all scores are equal they become 0; but an empty ranking stays empty here, where ranx loses documents of other
 * queries. Below-average documents get less than 0, which is what an absent one has in most
 * methods: `weightedSum({ absent: 'minimum' })` avoids that.
 */
import { createNormaliser, extremes } from '../internal/create-normaliser.js';
import type { Normaliser } from './normaliser.js';

export function zScore(): Normaliser {
  return createNormaliser('zScore', (scores) => {
    const { lowest, highest } = extremes(scores);
    if (lowest === highest) return scores.fill(0);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
    return scores.map((score) => (score - mean) / Math.sqrt(variance));
  });
}
