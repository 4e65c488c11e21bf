import type { Query } from './query.js';

/** One step of a pipeline, as a result's `query.trace` tells it. */
export interface Step {
  /** Name of the stage, such as `bm25` or `rm3`. */
  readonly stage: string;
  /** Wall time of the batch this query ran in, in milliseconds. */
  readonly milliseconds: number;
  /** How many queries shared that time. */
  readonly batch: number;
  readonly before: Query;
  readonly after: Query;
  /** Number of hits the step passed on; absent where it passed on a query. */
  readonly hits?: number;
  /** For a fusion: the steps of each branch. For a gate that was passed: those of what lies behind it. */
  readonly branches?: readonly (readonly Step[])[];
  /** For a gate: what was foretold of the ranking, absent where it had no hits, and whether it passed. */
  readonly gate?: { readonly prediction?: number; readonly passed: boolean };
}
