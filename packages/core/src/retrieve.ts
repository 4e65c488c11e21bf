import { compareHits, type Encoder, type Hit, type Kind, type Query, type Retriever } from '@reprise/spec';
import { checkCount, checkHits } from './check-plugin.js';
import { checkWhole } from './check-whole.js';
import { createStage } from './create-stage.js';
import { fillQueries, requiredKinds } from './encode.js';
import { checkHolds } from './part.js';
import type { Stage } from './stage.js';

export interface RetrieveOptions {
  /** How many hits to pass on, at most. Default 1000, as trec_eval users expect of a run. */
  readonly k?: number;
}

/**
 * Searches. With an encoder, a query that lacks a representation gets it; one that a feedback
 * strategy wrote is kept.
 */
export function retrieve<Reads extends Kind>(
  index: Retriever<Reads>,
  options?: RetrieveOptions,
): Stage<'query', 'ranking', Reads>;
export function retrieve<Reads extends Kind, From extends Kind, Writes extends Reads>(
  index: Retriever<Reads>,
  options: RetrieveOptions & { readonly encoder: Encoder<From, Writes> },
): Stage<'query', 'ranking', From | Exclude<Reads, Writes>, Writes>;
export function retrieve(
  index: Retriever<Kind>,
  options: RetrieveOptions & { readonly encoder?: Encoder<Kind, Kind> } = {},
): Stage<'query', 'ranking', Kind, Kind> {
  const { k = 1000, encoder } = options;
  checkWhole('k', k, 1);
  return createStage([
    {
      name: index.name,
      input: 'query',
      output: 'ranking',
      requires: requiredKinds(index.name, index.reads, encoder),
      adds: encoder?.writes ?? [],
      drops: [],
      execute: async (batch, { options: run }) => {
        const queries = await fillQueries(encoder, batch as readonly Query<Kind>[], run);
        for (const query of queries) checkHolds(query, index.reads, index.name);
        const found = await index.search(queries, k, run);
        checkCount(index.name, found, queries.length);
        return queries.map((query, i) => {
          const hits = found[i] as readonly Hit[];
          checkHits(index.name, hits, k);
          return { value: { query, hits: inOrder(hits) } };
        });
      },
    },
  ]);
}

/** The same list if it is in order already, as a conforming retriever's is; else a sorted copy. */
export function inOrder(hits: readonly Hit[]): readonly Hit[] {
  for (let i = 1; i < hits.length; i++) {
    if (compareHits(hits[i - 1] as Hit, hits[i] as Hit) > 0) return [...hits].sort(compareHits);
  }
  return hits;
}
