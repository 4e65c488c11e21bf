import type { Kind, Query, Ranking, RunOptions } from '@reprise/spec';
import type { Part } from './part.js';

/** What flows between stages. */
export interface Shapes<K extends Kind> {
  query: Query<K>;
  ranking: Ranking<K>;
}

export type Shape = keyof Shapes<never>;

/**
 * A piece of a pipeline. `Requires` must be on the query that enters, `Adds` is on the query that
 * leaves, `Drops` was on it and no longer is. Stages are immutable and may be used many times.
 */
export interface Stage<
  In extends Shape,
  Out extends Shape,
  Requires extends Kind = never,
  Adds extends Kind = never,
  Drops extends Kind = never,
> {
  /** Such as `bm25 >> rm3 >> bm25`. */
  readonly name: string;
  readonly input: In;
  readonly output: Out;
  readonly requires: readonly Kind[];
  readonly adds: readonly Kind[];
  readonly drops: readonly Kind[];
  /** The stages it was piped from, first to last; what branches of a fusion share by. */
  readonly parts: readonly Part[];
  /**
   * Batch in, batch out, same order.
   *
   * Rejects with `MISSING_REPRESENTATION` for a query that lacks what the pipeline requires, with
   * `INVALID_ID` for one without an id, with `PLUGIN_CONTRACT` where a plugin breaks its promises,
   * with `ABORTED` after an abort.
   */
  readonly run: (
    batch: readonly Shapes<Requires>[In][],
    options?: RunOptions,
  ) => Promise<readonly Shapes<Exclude<Requires, Drops> | Adds>[Out][]>;
  /** Feeds this stage's output to `next`. Throws `INCOMPATIBLE_STAGES` where they do not fit. */
  readonly pipe: <Next extends Shape, R extends Kind, A extends Kind, D extends Kind>(
    next: Stage<Out, Next, R, A, D> & Fits<R, Drops>,
  ) => Stage<In, Next, Requires | Exclude<R, Adds>, Exclude<Adds, D> | A, Exclude<Drops, A> | D>;
}

/** Refuses, as a type, a stage that requires what an earlier one dropped. */
type Fits<Requires extends Kind, Dropped extends Kind> = [Requires & Dropped] extends [never]
  ? unknown
  : { readonly 'an earlier stage rewrote the text and dropped': Requires & Dropped };
