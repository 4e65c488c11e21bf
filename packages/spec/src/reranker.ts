import type { Document } from './document.js';
import type { Query } from './query.js';
import type { Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

/** Scores documents that it is shown, such as a cross-encoder does. */
export interface Reranker<Reads extends Kind, Sees extends Kind> {
  readonly spec: 'v1';
  readonly name: string;
  readonly reads: readonly Reads[];
  readonly sees: readonly Sees[];
  /** One array a query, one score a document, in the order shown. */
  readonly score: (
    batch: readonly {
      readonly query: Query<Reads>;
      readonly documents: readonly Document<Sees>[];
    }[],
    options?: RunOptions,
  ) => Promise<readonly Float32Array[]>;
}
