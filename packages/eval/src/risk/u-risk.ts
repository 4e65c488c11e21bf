/**
 * URisk: mean gain over a baseline in which losses weigh 1 + α times:
 *
 *     URisk_α = (1/c) [ Σ_{δᵢ>0} δᵢ + (1 + α) Σ_{δᵢ<0} δᵢ ]
 *
 * Wang, Bennett, Collins-Thompson, Robust ranking models via risk-sensitive optimization, SIGIR 2012. With α = 0 it is
 * the mean difference; 1, 5 and 10 are the usual values.
 */
import { optionError } from '@reprise/spec';
import { differences } from '../significance/differences.js';
import { mean } from '../significance/moments.js';

/**
 * One value a query in both lists, in the same order; else `INVALID_INPUT`. `alpha` ≥ 0. Positive: the gains
 * outweigh the losses.
 */
export function uRisk(baseline: readonly number[], system: readonly number[], alpha: number): number {
  return mean(weightedDifferences(baseline, system, alpha));
}

/** The differences, losses multiplied by 1 + α. */
export function weightedDifferences(
  baseline: readonly number[],
  system: readonly number[],
  alpha: number,
): readonly number[] {
  checkAlpha(alpha);
  return differences(baseline, system).map((delta) => (delta < 0 ? (1 + alpha) * delta : delta));
}

export function checkAlpha(alpha: number): void {
  if (!(alpha >= 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw optionError('alpha', alpha, 'a finite number of at least 0');
  }
}
