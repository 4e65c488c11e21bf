import type { Ranking } from './ranking.js';
import type { Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

/** Foretells how good rankings are before anybody judged them: query performance prediction. */
export interface Predictor<Reads extends Kind = never> {
  readonly spec: 'v1';
  readonly name: string;
  /** What it needs of the ranking's query. */
  readonly reads: readonly Reads[];
  /**
   * Batch in, batch out, same order: one finite number a ranking, in the predictor's own unit; the higher, the
   * better the ranking looks. Never called with a ranking that has no hits.
   */
  readonly predict: (batch: readonly Ranking<Reads>[], options?: RunOptions) => Promise<readonly number[]>;
}
