import { tRisk } from '../risk/t-risk.js';
import { uRisk } from '../risk/u-risk.js';
import { benjaminiHochberg } from '../significance/benjamini-hochberg.js';
import { bonferroni } from '../significance/bonferroni.js';
import { differences, tieTolerance } from '../significance/differences.js';
import { holm } from '../significance/holm.js';
import { pairedTTest } from '../significance/paired-t-test.js';
import { type RandomizationOptions, randomizationTest } from '../significance/randomization-test.js';
import { wilcoxonTest } from '../significance/wilcoxon-test.js';
import type { Comparison, ExperimentResult, Moved } from './result.js';

export interface ComparisonOptions extends RandomizationOptions {
  readonly test: ExperimentResult['test'];
  readonly correction: ExperimentResult['correction'];
  readonly significance: number;
  readonly risk: readonly number[];
}

const shown = 5;

const corrections = {
  holm,
  bonferroni,
  'benjamini-hochberg': benjaminiHochberg,
  none: (ps: readonly number[]): readonly number[] => ps,
};

/**
 * Compares the systems of one family, one list of values each, with the baseline's values. `pace` is called after
 * each test, the slow part.
 */
export async function compare(
  queries: readonly string[],
  baseline: readonly number[],
  systems: readonly (readonly number[])[],
  options: ComparisonOptions,
  pace: () => Promise<void> | undefined,
): Promise<readonly Comparison[]> {
  const test = {
    t: pairedTTest,
    wilcoxon: (a: readonly number[], b: readonly number[]) => wilcoxonTest(a, b),
    randomization: (a: readonly number[], b: readonly number[]) => randomizationTest(a, b, options),
  }[options.test];
  const tests: { readonly meanDifference: number; readonly p: number }[] = [];
  for (const system of systems) {
    tests.push(test(baseline, system));
    await pace();
  }
  const corrected = corrections[options.correction](tests.map(({ p }) => p));

  return systems.map((system, i) => {
    const { meanDifference, p } = tests[i]!;
    const moved = differences(baseline, system).map(
      (difference, j): Moved => ({
        query: queries[j]!,
        baseline: baseline[j]!,
        system: system[j]!,
        difference,
      }),
    );
    // Sorting is stable: queries that moved equally stay in the order of `queries`.
    const won = moved.filter(({ difference }) => difference > tieTolerance);
    const lost = moved.filter(({ difference }) => difference < -tieTolerance);
    won.sort((a, b) => b.difference - a.difference);
    lost.sort((a, b) => a.difference - b.difference);
    return {
      meanDifference,
      wins: won.length,
      ties: moved.length - won.length - lost.length,
      losses: lost.length,
      p,
      corrected: corrected[i]!,
      significant: corrected[i]! < options.significance,
      risks: options.risk.map((alpha) => ({
        alpha,
        uRisk: uRisk(baseline, system, alpha),
        tRisk: tRisk(baseline, system, alpha),
      })),
      helped: won.slice(0, shown),
      hurt: lost.slice(0, shown),
    };
  });
}
