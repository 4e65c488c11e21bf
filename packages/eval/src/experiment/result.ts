import type { Run } from '@reprise/spec';

/** What `experiment` found. Plain data: tables and JSON are made of it. */
export interface ExperimentResult {
  /** Name of the system that the others are compared with. */
  readonly baseline: string;
  readonly test: 't' | 'wilcoxon' | 'randomization';
  readonly correction: 'holm' | 'bonferroni' | 'benjamini-hochberg' | 'none';
  /** A difference is significant where its corrected p is below this. */
  readonly significance: number;
  readonly measures: readonly string[];
  /** Ids of the queries that counted, those that have judgements, in byte order. */
  readonly queries: readonly string[];
  /** The systems in the order given. */
  readonly systems: readonly SystemResult[];
}

export interface SystemResult {
  readonly name: string;
  readonly run: Run;
  /** Wall time of the pipeline over all queries; absent where a run was given. */
  readonly milliseconds?: number;
  /** One a measure, in the order of `measures`. */
  readonly results: readonly MeasureResult[];
}

export interface MeasureResult {
  readonly measure: string;
  /** Over the queries, as trec_eval summarises: the mean; of counts the sum, of `gm_map` the geometric mean. */
  readonly mean: number;
  /** One value a query, in the order of `queries`. */
  readonly values: readonly number[];
  /** Absent for the baseline itself. */
  readonly comparison?: Comparison;
}

/** One system against the baseline under one measure. Differences are system − baseline. */
export interface Comparison {
  readonly meanDifference: number;
  /** Queries that the system answers better than the baseline by more than 10⁻⁹. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Two-sided p of the test; NaN where a t-test or Wilcoxon's says nothing: no query differs, or a t-test of one. */
  readonly p: number;
  /** The p corrected within its family: the systems but the baseline under the same measure. */
  readonly corrected: number;
  readonly significant: boolean;
  /** One an alpha, in the order given. */
  readonly risks: readonly Risk[];
  /** The queries that gained most, at most five, largest gain first. */
  readonly helped: readonly Moved[];
  /** The queries that lost most, at most five, largest loss first. */
  readonly hurt: readonly Moved[];
}

export interface Risk {
  readonly alpha: number;
  readonly uRisk: number;
  readonly tRisk: number;
}

export interface Moved {
  readonly query: string;
  readonly baseline: number;
  readonly system: number;
  readonly difference: number;
}
