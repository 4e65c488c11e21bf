import type { Query, Ranking, Run, RunOptions } from '@reprise/spec';

/** What `experiment` needs of a pipeline: any stage of @reprise/core that turns queries into rankings fits. */
export interface Pipeline<Q extends Query> {
  /** Batch in, batch out, same order. */
  readonly run: (batch: readonly Q[], options?: RunOptions) => Promise<readonly Ranking[]>;
}

/** A system under test: a pipeline to run, or a run that exists. */
export type System<Q extends Query = Query> = {
  /** How tables call it. Unique within an experiment. */
  readonly name: string;
} & ({ readonly pipeline: Pipeline<Q> } | { readonly run: Run });
