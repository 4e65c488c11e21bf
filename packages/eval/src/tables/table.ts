import type { ExperimentResult } from '../experiment/result.js';

/** A result as rows of text; the writers differ only in how they draw it. */
export interface Table {
  /** The first column holds names, the others figures. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly legend: readonly string[];
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
 * measure, queries won, tied and lost against the baseline, and URisk for each alpha.
 */
export function tableOf(result: ExperimentResult): Table {
  const { baseline, measures, queries, systems } = result;
  const alphas = systems
    .flatMap(({ results }) => results[0]?.comparison?.risks ?? [])
    .map(({ alpha }) => alpha);
  const risks = [...new Set(alphas)];
  const compared = systems.length > 1;

  const rows = systems.map(({ name, results }) => {
    const first = results[0]?.comparison;
    return [
      printable(name),
      ...results.map(({ mean, comparison }) => {
        if (!comparison?.significant) return mean.toFixed(4);
        return mean.toFixed(4) + (comparison.meanDifference > 0 ? better : worse);
      }),
      ...(compared ? [first === undefined ? '–' : `${first.wins}/${first.ties}/${first.losses}`] : []),
      ...risks.map((alpha) => signed(first?.risks.find((risk) => risk.alpha === alpha)?.uRisk)),
    ];
  });
  const summary = `${queries.length} ${queries.length === 1 ? 'query' : 'queries'}.`;
  const name = printable(baseline);
  return {
    columns: [
      'System',
      ...measures,
      ...(compared ? ['W/T/L'] : []),
      ...risks.map((alpha) => `URisk(${alpha})`),
    ],
    rows,
    legend: compared
      ? [
          `${summary} Baseline: ${name}. W/T/L${risks.length > 0 ? ' and URisk' : ''}: ${measures[0]} against it.`,
          `${better} ${worse} better, worse: two-sided ${tests[result.test]}, ` +
            `${corrected[result.correction]} < ${result.significance}.`,
        ]
      : [summary],
  };
}

function signed(value: number | undefined): string {
  if (value === undefined) return '–';
  return value > 0 ? `+${value.toFixed(4)}` : value.toFixed(4);
}

/** Line breaks and characters that a terminal obeys or that reorder text would break a table. */
function printable(name: string): string {
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\u{fffd}');
}
