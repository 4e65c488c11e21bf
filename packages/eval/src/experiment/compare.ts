import { tRisk } from '../risk/t-risk.js';
import { uRisk } from '../risk/u-risk.js';
import { differences, tieTolerance } from '../significance/differences.js';
import type { Comparison, Difference, Moved } from './result.js';
import type { Pair } from './test-pairs.js';

const shown = 5;

/** What there is to say of a system (`second`) against the baseline (`first`) beyond what the test said. */
export function compare(
  queries: readonly string[],
  { first: baseline, second: system }: Pair,
  difference: Difference,
  alphas: readonly number[],
): Comparison {
  const moved = differences(baseline, system).map(
    (each, i): Moved => ({
      query: queries[i]!,
      baseline: baseline[i]!,
      system: system[i]!,
      difference: each,
    }),
  );
  // Sorting is stable: queries that moved equally stay in the order of `queries`.
  const won = moved.filter((each) => each.difference > tieTolerance);
  const lost = moved.filter((each) => each.difference < -tieTolerance);
  won.sort((a, b) => b.difference - a.difference);
  lost.sort((a, b) => a.difference - b.difference);
  return {
    ...difference,
    risks: alphas.map((alpha) => ({
      alpha,
      uRisk: uRisk(baseline, system, alpha),
      tRisk: tRisk(baseline, system, alpha),
    })),
    helped: won.slice(0, shown),
    hurt: lost.slice(0, shown),
  };
}
