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
  /** Every two systems under every measure, measure by measure; absent unless `compare` was `all`. */
  readonly pairs?: readonly PairResult[];
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

/** One system against another under one measure. */
export interface Difference {
  readonly meanDifference: number;
  /** Queries that the one answers better than the other by more than 10⁻⁹. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Two-sided p of the test; NaN where a t-test or Wilcoxon's says nothing: no query differs, or a t-test of one. */
  readonly p: number;
  /**
   * The p corrected within its family: under the same measure, the systems but the baseline; all pairs where
   * `compare` is `all`.
   */
  readonly corrected: number;
  readonly significant: boolean;
}

/** One system against the baseline under one measure. Differences are system − baseline. */
export interface Comparison extends Difference {
  /** One an alpha, in the order given. */
  readonly risks: readonly Risk[];
  /** The queries that gained most, at most five, largest gain first. */
  readonly helped: readonly Moved[];
  /** The queries that lost most, at most five, largest loss first. */
  readonly hurt: readonly Moved[];
}

/** Two systems under one measure. Differences are second − first. */
export interface PairResult extends Difference {
  readonly measure: string;
  /** Name of a system: the baseline where it is one of the two, otherwise the one given earlier. */
  readonly first: string;
  readonly second: string;
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
