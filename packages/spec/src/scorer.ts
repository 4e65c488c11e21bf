import type { Query } from './query.js';
import type { Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

/** Scores given candidates. Every index is one. */
export interface Scorer<Reads extends Kind> {
  readonly spec: 'v1';
  readonly name: string;
  readonly reads: readonly Reads[];
  /**
   * One array a query, one score a candidate, in the order of `ids`. A document that does not match
   * scores 0; an unknown id is refused with `UNKNOWN_DOCUMENT`.
   */
  readonly score: (
    batch: readonly { readonly query: Query<Reads>; readonly ids: readonly string[] }[],
    options?: RunOptions,
  ) => Promise<readonly Float32Array[]>;
}
