import type { Evaluation } from '../measures/evaluate.js';
import type { Measure } from '../measures/measure.js';
import { precision } from '../measures/precision.js';
import { families } from '../measures/registry.js';
import { fourDecimals } from './four-decimals.js';

export interface TrecEvalLinesOptions {
  /** Print each query before the summary. trec_eval's `-q`. Default false. */
  readonly perQuery?: boolean;
  /** Print the rows `all`. False is trec_eval's `-n`. Default true. */
  readonly summary?: boolean;
  /** Tag of the run, for the row `runid` that trec_eval prints with its groups. Default: no such row. */
  readonly runId?: string;
  /** Rows `relstring` of the queries, under the name that was asked for. Default: no such rows. */
  readonly relevance?: { readonly name: string; readonly strings: ReadonlyMap<string, string> };
}

/**
 * What trec_eval prints of an evaluation, line by line: name in 22 columns, query id, value with 4 decimals,
 * between tabs. Measures come in trec_eval's order, whatever order they were asked in; those it does not have
 * come last under their own name. Queries that were counted as 0 are printed as 10.0 does and 9.0.8 does not.
 */
export function trecEvalLines(evaluation: Evaluation, options: TrecEvalLinesOptions = {}): readonly string[] {
  const { perQuery = false, summary = true, runId, relevance } = options;
  const { queries, mean, version } = evaluation;
  const measures = [...evaluation.measures].sort(
    (a, b) =>
      Number(a.trec === undefined) - Number(b.trec === undefined) ||
      families.indexOf(a.family) - families.indexOf(b.family) ||
      a.cutoff - b.cutoff,
  );
  const lines: string[] = [];
  if (perQuery) {
    const hidden = new Set(version === '9.0.8' ? evaluation.missing : []);
    const shown = measures.filter(({ family }) => !family.summaryOnly);
    const later = shown.findIndex(({ trec, family }) => !trec || families.indexOf(family) > place);
    const split = later < 0 ? shown.length : later;
    queries.forEach((query, q) => {
      if (hidden.has(query)) return;
      const print = (measure: Measure): void => {
        lines.push(line(measure, query, evaluation.perQuery.get(measure.name)![q]!));
      };
      shown.slice(0, split).forEach(print);
      if (relevance) lines.push(row(relevance.name, query, `'${relevance.strings.get(query) ?? ''}'`));
      shown.slice(split).forEach(print);
    });
  }
  if (summary) {
    if (runId !== undefined) lines.push(row('runid', 'all', runId));
    for (const measure of measures) lines.push(line(measure, 'all', mean.get(measure.name)!));
  }
  return lines;
}

function line({ trec, name, family }: Measure, query: string, value: number): string {
  const text = family.summary === 'sum' ? String(value) : fourDecimals(value);
  return row(trec ?? name, query, text);
}

const row = (name: string, query: string, text: string): string => `${name.padEnd(22)}\t${query}\t${text}`;

/** `relstring` comes next to `P`. */
const place = families.indexOf(precision);
