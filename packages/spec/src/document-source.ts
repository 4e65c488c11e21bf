import type { Has, Kind } from './representations.js';
import type { RunOptions } from './run-options.js';

/** Knows representations of documents: an index, a feature store, a database. */
export interface DocumentSource<K extends Kind> {
  readonly spec: 'v1';
  readonly name: string;
  /** What it can supply; the same as `K`, for callers without types. */
  readonly kinds: readonly Kind[];
  /** Each id once in the answer, in the order asked. An unknown id is refused with `UNKNOWN_DOCUMENT`. */
  readonly fetch: (
    ids: readonly string[],
    kinds: readonly K[],
    options?: RunOptions,
  ) => Promise<ReadonlyMap<string, Has<K>>>;
}
