import type { Has, Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

/** Makes representations from others: an analyzer makes `terms` of `text`, a model makes a `vector`. */
export interface Encoder<Reads extends Kind, Writes extends Kind> {
  readonly spec: 'v1';
  readonly name: string;
  readonly reads: readonly Reads[];
  readonly writes: readonly Writes[];
  /** Batch in, batch out, same order. `role` matters to models that encode both sides differently. */
  readonly encode: (
    batch: readonly Has<Reads>[],
    role: 'query' | 'document',
    options?: RunOptions,
  ) => Promise<readonly Has<Writes>[]>;
}
