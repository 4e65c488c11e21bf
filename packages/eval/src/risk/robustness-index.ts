/**
 * Robustness index: how many more queries win than lose against the baseline, whatever the amounts:
 *
 *     RI = (c₊ − c₋) / c
 *
 * K. Collins-Thompson, Reducing the risk of query expansion via robust constrained optimization, CIKM 2009.
 * Differences up to 10⁻⁹ are ties, as in `experiment`.
 */
import { differences, tieTolerance } from '../significance/differences.js';

/** From −1 (all queries lose) to 1. One value a query in both lists, in the same order; else `INVALID_INPUT`. */
export function robustnessIndex(baseline: readonly number[], system: readonly number[]): number {
  const delta = differences(baseline, system);
  const wins = delta.filter((difference) => difference > tieTolerance).length;
  const losses = delta.filter((difference) => difference < -tieTolerance).length;
  return (wins - losses) / delta.length;
}
