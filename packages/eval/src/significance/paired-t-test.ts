/**
 * Paired, two-sided t-test over queries:
 *
 *     t = δ̄ / (s / √c),    s² = Σ (δᵢ − δ̄)² / (c − 1),    p = P(|T_{c−1}| ≥ |t|)
 *
 * "Student", The probable error of a mean, Biometrika 6 (1908); for retrieval: Smucker, Allan, Carterette, CIKM 2007.
 * Agrees with `scipy.stats.ttest_rel(system, baseline)`, also where the test says nothing: t and p are NaN for
 * one query or when no query differs; when all differ by the same amount t is infinite and p is 0.
 */
import { differences } from './differences.js';
import { mean, squaredDeviations } from './moments.js';
import { studentTwoSided } from './student-t.js';

export interface PairedTTest {
  /** Mean of system − baseline. */
  readonly meanDifference: number;
  readonly t: number;
  /** Degrees of freedom: queries − 1. */
  readonly degrees: number;
  /** Two-sided. */
  readonly p: number;
}

/** One value a query in both lists, in the same order; else `INVALID_INPUT`. */
export function pairedTTest(baseline: readonly number[], system: readonly number[]): PairedTTest {
  const delta = differences(baseline, system);
  const degrees = delta.length - 1;
  const meanDifference = mean(delta);
  const t = meanDifference / Math.sqrt(squaredDeviations(delta) / degrees / delta.length);
  return Object.freeze({ meanDifference, t, degrees, p: studentTwoSided(t, degrees) });
}
