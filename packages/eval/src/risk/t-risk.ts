/**
 * TRisk: URisk in units of its standard error, read as a t statistic:
 *
 *     TRisk_α = URisk_α / (s / √c),    s² = Σ (wᵢ − w̄)² / (c − 1)        (w: differences, losses times 1 + α)
 *
 * Dinçer, Macdonald, Ounis, Hypothesis testing for the risk-sensitive evaluation of retrieval systems, SIGIR 2014.
 * Below about −2 the risk, above 2 the gain is significant at 5 %. With α = 0 it is the paired t statistic. The
 * program rmit-ir/trisk divides by c instead of c − 1: `denominator: 'c'`.
 */
import { optionError } from '@reprise/spec';
import { mean, squaredDeviations } from '../significance/moments.js';
import { weightedDifferences } from './u-risk.js';

export interface TRiskOptions {
  /** What the variance divides by. Default 'c-1' (unbiased, as in the paper's t statistic); 'c' as rmit-ir/trisk. */
  readonly denominator?: 'c-1' | 'c';
}

/**
 * One value a query in both lists, in the same order; else `INVALID_INPUT`. `alpha` ≥ 0. NaN for one query or when no
 * query differs, infinite when all differ by the same amount.
 */
export function tRisk(
  baseline: readonly number[],
  system: readonly number[],
  alpha: number,
  options: TRiskOptions = {},
): number {
  const { denominator = 'c-1' } = options;
  if (denominator !== 'c-1' && denominator !== 'c') {
    throw optionError('denominator', denominator, "'c-1' or 'c'");
  }
  const weighted = weightedDifferences(baseline, system, alpha);
  const c = weighted.length;
  const variance = squaredDeviations(weighted) / (denominator === 'c' ? c : c - 1);
  return mean(weighted) / Math.sqrt(variance / c);
}
