import { letters } from '../experiment/letters.js';
import type { ExperimentResult, SystemResult } from '../experiment/result.js';

/** A result as rows of text; the writers differ only in how they draw it. */
export interface Table {
  /** Heads of the figures; those of letter and name are `#` and `System`. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Rows have letters, and means have letters behind them: right-aligned they would not stand under each other. */
  readonly lettered: boolean;
  readonly legend: readonly string[];
}

export interface Row {
  /** Where all systems are compared. */
  readonly letter?: string;
  readonly name: string;
  readonly figures: readonly Figure[];
}

export interface Figure {
  readonly text: string;
  /** What the tests said: better or worse than the baseline, or the letters of the systems it is better than. */
  readonly mark?: string;
  /** The highest mean of its column, at the digits shown; only where all systems are compared. */
  readonly best?: boolean;
}

export const better = '▲';
export const worse = '▼';

const corrected = {
  holm: "p with Holm's correction",
  bonferroni: "p with Bonferroni's correction",
  'benjamini-hochberg': "p with Benjamini and Hochberg's correction",
  none: 'p uncorrected',
};
const tests = { t: 'paired t-test', wilcoxon: 'Wilcoxon test', randomization: 'randomisation test' };

/**
 * One row a system: the mean of each measure, marked where the corrected p is below the level, then, for the first
 * measure, queries won, tied and lost against the baseline, and URisk for each alpha. `shown` makes names printable.
 */
export function tableOf(result: ExperimentResult, shown: (name: string) => string = printable): Table {
  const { baseline, measures, queries, systems, pairs } = result;
  const alphas = systems
    .flatMap(({ results }) => results[0]?.comparison?.risks ?? [])
    .map(({ alpha }) => alpha);
  const risks = [...new Set(alphas)];
  const compared = systems.length > 1;
  const all = compared && pairs !== undefined;

  const rows = systems.map((system, i): Row => {
    const first = system.results[0]?.comparison;
    return {
      ...(all && { letter: letters[i]! }),
      name: shown(system.name),
      figures: [
        ...system.results.map((_, column) =>
          all ? lettered(result, system, column) : againstBaseline(system, column),
        ),
        ...(compared ? [first === undefined ? '–' : `${first.wins}/${first.ties}/${first.losses}`] : []).map(
          plain,
        ),
        ...risks.map((alpha) => plain(signed(first?.risks.find((risk) => risk.alpha === alpha)?.uRisk))),
      ],
    };
  });
  const summary = `${queries.length} ${queries.length === 1 ? 'query' : 'queries'}.`;
  return {
    columns: [...measures, ...(compared ? ['W/T/L'] : []), ...risks.map((alpha) => `URisk(${alpha})`)],
    rows,
    lettered: all,
    legend: compared
      ? [
          `${summary} Baseline: ${shown(baseline)}. W/T/L${risks.length > 0 ? ' and URisk' : ''}: ${measures[0]} against it.`,
          all
            ? `Letters: systems that it is better than (${testOf(result)}).`
            : `${better} ${worse} better, worse: ${testOf(result)}.`,
        ]
      : [summary],
  };
}

/** Which differences count as significant, in words. */
export function testOf({ test, correction, significance, systems, pairs }: ExperimentResult): string {
  const family =
    pairs === undefined || correction === 'none'
      ? ''
      : ` over all ${(systems.length * (systems.length - 1)) / 2} pairs`;
  return `two-sided ${tests[test]}, ${corrected[correction]}${family} < ${significance}`;
}

const plain = (text: string): Figure => ({ text });

function againstBaseline({ results }: SystemResult, column: number): Figure {
  const { mean, comparison } = results[column]!;
  if (!comparison?.significant) return plain(mean.toFixed(4));
  return { text: mean.toFixed(4), mark: comparison.meanDifference > 0 ? better : worse };
}

/** As ranx prints it: behind a mean the letters of the systems that the row's is significantly better than. */
function lettered(
  { systems, pairs, measures }: ExperimentResult,
  { name, results }: SystemResult,
  column: number,
): Figure {
  const beaten = new Set(
    pairs!
      .filter(({ measure, significant }) => significant && measure === measures[column])
      .flatMap(({ first, second, meanDifference }) => {
        const [winner, loser] = meanDifference > 0 ? [second, first] : [first, second];
        return winner === name ? [loser] : [];
      }),
  );
  const text = results[column]!.mean.toFixed(4);
  const best = Math.max(...systems.map((system) => Number(system.results[column]!.mean.toFixed(4))));
  return {
    text,
    mark: letters.filter((_, i) => beaten.has(systems[i]?.name ?? '')).join(''),
    best: Number(text) === best,
  };
}

export function signed(value: number | undefined): string {
  if (value === undefined) return '–';
  return value > 0 ? `+${value.toFixed(4)}` : value.toFixed(4);
}

/** Line breaks and characters that a terminal obeys or that reorder text would break a table. */
export function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\u{fffd}');
}
