import { benjaminiHochberg } from '../significance/benjamini-hochberg.js';
import { bonferroni } from '../significance/bonferroni.js';
import { differences, tieTolerance } from '../significance/differences.js';
import { holm } from '../significance/holm.js';
import { pairedTTest } from '../significance/paired-t-test.js';
import { type RandomizationOptions, randomizationTest } from '../significance/randomization-test.js';
import { wilcoxonTest } from '../significance/wilcoxon-test.js';
import type { Difference, ExperimentResult } from './result.js';

export interface TestOptions extends RandomizationOptions {
  readonly test: ExperimentResult['test'];
  readonly correction: ExperimentResult['correction'];
  readonly significance: number;
}

/** Two systems under one measure, one value a query each. */
export interface Pair {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

const corrections = {
  holm,
  bonferroni,
  'benjamini-hochberg': benjaminiHochberg,
  none: (ps: readonly number[]): readonly number[] => ps,
};

/** Tests pairs that are one family. `pace` is called after each test, the slow part. */
export async function testPairs(
  family: readonly Pair[],
  options: TestOptions,
  pace: () => Promise<void> | undefined,
): Promise<readonly Difference[]> {
  const test = {
    t: pairedTTest,
    wilcoxon: (a: readonly number[], b: readonly number[]) => wilcoxonTest(a, b),
    randomization: (a: readonly number[], b: readonly number[]) => randomizationTest(a, b, options),
  }[options.test];
  const tests: { readonly meanDifference: number; readonly p: number }[] = [];
  for (const { first, second } of family) {
    tests.push(test(first, second));
    await pace();
  }
  const corrected = corrections[options.correction](tests.map(({ p }) => p));

  return family.map(({ first, second }, i) => {
    const { meanDifference, p } = tests[i]!;
    const moved = differences(first, second);
    const wins = moved.filter((difference) => difference > tieTolerance).length;
    const losses = moved.filter((difference) => difference < -tieTolerance).length;
    return {
      meanDifference,
      wins,
      ties: moved.length - wins - losses,
      losses,
      p,
      corrected: corrected[i]!,
      significant: corrected[i]! < options.significance,
    };
  });
}
