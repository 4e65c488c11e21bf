/**
 * Holm's step-down correction of m p-values that are read together, p₍₁₎ ≤ … ≤ p₍ₘ₎:
 *
 *     p̃₍ᵢ₎ = max_{j ≤ i} min(1, (m − j + 1) · p₍ⱼ₎)
 *
 * S. Holm, A simple sequentially rejective multiple test procedure, Scand. J. Statistics 6 (1979). Never weaker than
 * Bonferroni's. A NaN (a test that says nothing) stays NaN and counts in m, as a p of 1 would.
 */
import { checkPValues } from './check-p-values.js';

/** Corrected p-values in the order given. Refuses numbers outside [0, 1] with `INVALID_INPUT`. */
export function holm(ps: readonly number[]): number[] {
  checkPValues(ps);
  const ascending = ps.map((p, index) => ({ p, index })).filter(({ p }) => !Number.isNaN(p));
  ascending.sort((a, b) => a.p - b.p);
  const corrected = ps.map(() => Number.NaN);
  let largest = 0;
  ascending.forEach(({ p, index }, i) => {
    largest = Math.max(largest, Math.min(1, (ps.length - i) * p));
    corrected[index] = largest;
  });
  return corrected;
}
