import type { Encoder, Kind, Query, Ranking, Scorer } from '@reprise/spec';
import { checkWhole } from './check-whole.js';
import { createStage } from './create-stage.js';
import { fillQueries, requiredKinds } from './encode.js';
import { checkHolds } from './part.js';
import { applyScores } from './rerank.js';
import type { Stage } from './stage.js';

export interface RescoreOptions {
  /** How many hits are scored anew; the rest is cut. Default: all. */
  readonly depth?: number;
  /** How many of these to pass on, at most. Default: all. */
  readonly k?: number;
}

/**
 * Orders hits anew by an index's own scores for the ranking's query. With an encoder, a query that lacks a representation
 * gets it; one that a feedback strategy wrote is kept.
 */
export function rescore<Reads extends Kind>(
  scorer: Scorer<Reads>,
  options?: RescoreOptions,
): Stage<'ranking', 'ranking', Reads>;
export function rescore<Reads extends Kind, From extends Kind, Writes extends Reads>(
  scorer: Scorer<Reads>,
  options: RescoreOptions & { readonly encoder: Encoder<From, Writes> },
): Stage<'ranking', 'ranking', From | Exclude<Reads, Writes>, Writes>;
export function rescore(
  scorer: Scorer<Kind>,
  options: RescoreOptions & { readonly encoder?: Encoder<Kind, Kind> } = {},
): Stage<'ranking', 'ranking', Kind, Kind> {
  const { depth = Number.POSITIVE_INFINITY, k = Number.POSITIVE_INFINITY, encoder } = options;
  if (depth !== Number.POSITIVE_INFINITY) checkWhole('depth', depth, 1);
  if (k !== Number.POSITIVE_INFINITY) checkWhole('k', k, 1);
  return createStage([
    {
      name: scorer.name,
      input: 'ranking',
      output: 'ranking',
      requires: requiredKinds(scorer.name, scorer.reads, encoder),
      adds: encoder?.writes ?? [],
      drops: [],
      execute: async (batch, { options: run }) => {
        const given = batch as readonly Ranking<Kind>[];
        const queries = await fillQueries(
          encoder,
          given.map(({ query }) => query),
          run,
        );
        for (const query of queries) checkHolds(query, scorer.reads, scorer.name);
        const rankings = given.map(({ hits }, i) => ({ query: queries[i] as Query<Kind>, hits }));
        const ids = rankings.map(({ hits }) => hits.slice(0, depth).map(({ id }) => id));
        const scores = await scorer.score(
          rankings.map(({ query }, i) => ({ query, ids: ids[i] as string[] })),
          run,
        );
        return applyScores(scorer.name, rankings, ids, scores, k);
      },
    },
  ]);
}
