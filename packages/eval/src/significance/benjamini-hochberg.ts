/**
 * Benjamini and Hochberg's step-up correction of m p-values, p₍₁₎ ≤ … ≤ p₍ₘ₎, which bounds the expected share of
 * false alarms among the differences called significant, where Holm's bounds the chance of a single one:
 *
 *     p̃₍ᵢ₎ = min_{j ≥ i} min(1, (m / j) · p₍ⱼ₎)
 *
 * Y. Benjamini, Y. Hochberg, Controlling the false discovery rate, J. Royal Statistical Society B 57 (1995). Never
 * larger than Holm's. A NaN (a test that says nothing) stays NaN and counts in m, as a p of 1 would.
 */
import { checkPValues } from './check-p-values.js';

/** Corrected p-values in the order given. Refuses numbers outside [0, 1] with `INVALID_INPUT`. */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  checkPValues(ps);
  const ascending = ps.map((p, index) => ({ p, index })).filter(({ p }) => !Number.isNaN(p));
  ascending.sort((a, b) => a.p - b.p);
  const corrected = ps.map(() => Number.NaN);
  let smallest = 1;
  for (let i = ascending.length - 1; i >= 0; i--) {
    const { p, index } = ascending[i]!;
    smallest = Math.min(smallest, (ps.length / (i + 1)) * p);
    corrected[index] = smallest;
  }
  return corrected;
}
