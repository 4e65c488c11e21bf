import type { Kind, Ranking, Scorer } from '@reprise/spec';
import { checkWhole } from './check-whole.js';
import { createStage } from './create-stage.js';
import { applyScores } from './rerank.js';
import type { Stage } from './stage.js';

export interface RescoreOptions {
  /** How many hits are scored anew and passed on; the rest is cut. Default: all. */
  readonly depth?: number;
}

/** Orders hits anew by an index's own scores for the ranking's query. */
export function rescore<Reads extends Kind>(
  scorer: Scorer<Reads>,
  options: RescoreOptions = {},
): Stage<'ranking', 'ranking', Reads> {
  const { depth = Number.POSITIVE_INFINITY } = options;
  if (depth !== Number.POSITIVE_INFINITY) checkWhole('depth', depth, 1);
  return createStage([
    {
      name: scorer.name,
      input: 'ranking',
      output: 'ranking',
      requires: scorer.reads,
      adds: [],
      drops: [],
      execute: async (batch, { options: run }) => {
        const rankings = batch as readonly Ranking<Reads>[];
        const ids = rankings.map(({ hits }) => hits.slice(0, depth).map(({ id }) => id));
        const scores = await scorer.score(
          rankings.map(({ query }, i) => ({ query, ids: ids[i] as string[] })),
          run,
        );
        return applyScores(scorer.name, rankings, ids, scores);
      },
    },
  ]);
}
