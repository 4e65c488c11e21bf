import type { Topic } from './topic.js';

/** How the values of the topics become one: trec_eval's row `all`. */
export type Summary = 'mean' | 'sum' | 'geometric';

/** A family of measures as a measure file defines it: `ndcg_cut` gives `ndcg_cut_5`, `ndcg_cut_10`, … */
export interface Family {
  /** Name in trec_eval, without a cut-off; absent where trec_eval has no such measure. */
  readonly trec?: string;
  /** Name in ir_measures or BEIR, without a cut-off; absent where trec_eval's is the only one. */
  readonly name?: string;
  /** What ir_measures writes in brackets to tell it from another family of that name. */
  readonly variant?: string;
  /** trec_eval's cut-offs when none is given; absent where the measure takes none. */
  readonly cutoffs?: readonly number[];
  /**
   * What a cut-off is, where not a rank: a fraction, printed with two decimals; a number printed as given; or the
   * probability that ir_measures writes as `(p=0.8)`.
   */
  readonly cutoff?: 'fraction' | 'parameter' | 'persistence';
  /** Default `mean`. Sums are counts and print as whole numbers. */
  readonly summary?: Summary;
  /** trec_eval prints it in the row `all` only. */
  readonly summaryOnly?: boolean;
  /** Looks at grades and never at the level from which a document is relevant. */
  readonly graded?: boolean;
  /** Takes gains in place of grades, as trec_eval's `ndcg.1=3,2=9` gives them. */
  readonly gains?: boolean;
  /** What stands for the numbers of `utility.1,-1,0,0` where none are given; absent where there are none. */
  readonly parameters?: readonly number[];
  /** The value of one topic. `cutoff` is NaN in a family that takes none. */
  readonly value: (topic: Topic, cutoff: number, parameters: readonly number[]) => number;
}

/** One measure, ready to compute. `parseMeasure` makes them from text. */
export interface Measure {
  /** The key under which its values are returned, in the style that was asked for: `nDCG@10`, `ndcg_cut_10`. */
  readonly name: string;
  /** Name that trec_eval prints; absent where trec_eval has no such measure. */
  readonly trec?: string;
  readonly family: Family;
  /** Rank, fraction or parameter; NaN where the family takes none. */
  readonly cutoff: number;
  /** Grade from which a document is relevant, where the measure brings its own: `AP(rel=2)`. */
  readonly level?: number;
  /** Grade → gain, where not the grade itself. */
  readonly gains?: ReadonlyMap<number, number>;
  /** As many numbers as the family has; absent where it has none. */
  readonly parameters?: readonly number[];
}
