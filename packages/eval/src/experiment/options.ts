import type { Qrels, Query, RunOptions } from '@reprise/spec';
import type { EvaluateOptions } from '../measures/evaluate.js';
import type { RandomizationOptions } from '../significance/randomization-test.js';
import type { System } from './system.js';

export interface ExperimentOptions<Q extends Query>
  extends RunOptions,
    RandomizationOptions,
    Omit<EvaluateOptions, 'missing' | 'order'> {
  /** At least one, each with a name of its own. They run one after another, in this order. */
  readonly systems: readonly System<NoInfer<Q>>[];
  /** What the pipelines are given, each id once. For runs that exist, `{ id }` is enough. */
  readonly queries: readonly Q[];
  readonly qrels: Qrels;
  /** Name of the system to compare with. Default: the first. */
  readonly baseline?: string;
  /**
   * `t`: paired t-test (default, as in PyTerrier). `wilcoxon`: signed ranks, as `wilcoxonTest` by default.
   * `randomization`: Fisher's, with `samples` and `seed`.
   */
  readonly test?: 't' | 'wilcoxon' | 'randomization';
  /**
   * `baseline`: each system against the baseline (default, as in PyTerrier). `all`: every two systems, as in ranx; the
   * result has `pairs`, and tables name behind a figure the systems that it is significantly better than. At most
   * 26 systems, a letter each.
   */
  readonly compare?: 'baseline' | 'all';
  /**
   * Over what is compared, measure by measure: m − 1 tests of m systems, or m(m − 1)/2 where all are compared. Default
   * `holm`. (ranx corrects nothing but in Tukey's test.)
   */
  readonly correction?: 'holm' | 'bonferroni' | 'benjamini-hochberg' | 'none';
  /** A corrected p below this is significant; between 0 and 1. Default 0.05, the convention. */
  readonly significance?: number;
  /** Values of alpha for URisk and TRisk, each ≥ 0. Default none. */
  readonly risk?: readonly number[];
}
