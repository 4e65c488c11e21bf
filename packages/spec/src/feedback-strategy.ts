import type { Query } from './query.js';
import type { Has, Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

/** A document that was judged, with what the strategy asked to see of it. */
export type FeedbackDocument<K extends Kind> = {
  readonly id: string;
  /** Position in the first pass, from 1; absent where the document was not retrieved. */
  readonly rank?: number;
  /** Score in the first pass; absent where the document was not retrieved. */
  readonly score?: number;
  /** Grade above 0 that a judge gave; absent where nobody judged and the rank alone speaks. */
  readonly grade?: number;
} & Has<K>;

/** What a strategy learns from: one query and its judged documents, best first. */
export interface Feedback<Reads extends Kind, Sees extends Kind> {
  readonly query: Query<Reads>;
  readonly positive: readonly FeedbackDocument<Sees>[];
  readonly negative: readonly FeedbackDocument<Sees>[];
}

/**
 * Rewrites queries from feedback. `reads` of the query, `sees` of a document, `writes` into the new
 * query. A pure function: it returns only the changed representations and changes nothing it is given.
 */
export interface FeedbackStrategy<Reads extends Kind, Sees extends Kind, Writes extends Kind> {
  readonly spec: 'v1';
  readonly name: string;
  readonly reads: readonly Reads[];
  readonly sees: readonly Sees[];
  readonly writes: readonly Writes[];
  /** How many documents it takes, when training fixed that. */
  readonly depth?: { readonly positive: number; readonly negative?: number };
  /** Batch in, batch out, same order. Never called with a query that has no feedback at all. */
  readonly refine: (
    batch: readonly Feedback<Reads, Sees>[],
    options?: RunOptions,
  ) => Promise<readonly Has<Writes>[]>;
}
