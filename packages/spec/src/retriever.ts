import type { Query } from './query.js';
import type { Hit } from './ranking.js';
import type { Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

/** Finds documents for queries. */
export interface Retriever<Reads extends Kind> {
  readonly spec: 'v1';
  readonly name: string;
  readonly reads: readonly Reads[];
  /** At most `k` hits a query, score descending, ties by id ascending in UTF-8 bytes. */
  readonly search: (
    batch: readonly Query<Reads>[],
    k: number,
    options?: RunOptions,
  ) => Promise<readonly (readonly Hit[])[]>;
}
