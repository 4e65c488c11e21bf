/**
 * Bonferroni's correction of m p-values that are read together:
 *
 *     p̃ᵢ = min(1, m · pᵢ)
 *
 * O. J. Dunn, Multiple comparisons among means, JASA 56 (1961). A NaN (a test that says nothing) stays NaN and
 * counts in m, as a p of 1 would.
 */
import { checkPValues } from './check-p-values.js';

/** Corrected p-values in the order given. Refuses numbers outside [0, 1] with `INVALID_INPUT`. */
export function bonferroni(ps: readonly number[]): number[] {
  checkPValues(ps);
  return ps.map((p) => Math.min(1, ps.length * p));
}
