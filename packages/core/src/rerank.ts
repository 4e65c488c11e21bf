import {
  compareHits,
  type DocumentSource,
  type Hit,
  type Kind,
  type Ranking,
  type Reranker,
} from '@reprise/spec';
import { checkCount, checkScores } from './check-plugin.js';
import { checkWhole } from './check-whole.js';
import { createStage } from './create-stage.js';
import { checkSupplies, fetchDocuments } from './fetch-documents.js';
import type { Stage } from './stage.js';

export interface RerankWiring<Sees extends Kind> {
  /** Where the reranker sees documents. */
  readonly documents: DocumentSource<NoInfer<Sees>>;
  /** How many hits are scored anew and passed on; the rest is cut. */
  readonly depth: number;
}

/** Orders the best `depth` hits anew by what a reranker says of them. */
export function rerank<Reads extends Kind, Sees extends Kind>(
  reranker: Reranker<Reads, Sees>,
  wiring: RerankWiring<Sees>,
): Stage<'ranking', 'ranking', Reads> {
  const { documents, depth } = wiring;
  checkWhole('depth', depth, 1);
  checkSupplies(documents, reranker.sees, reranker.name);
  return createStage([
    {
      name: reranker.name,
      input: 'ranking',
      output: 'ranking',
      requires: reranker.reads,
      adds: [],
      drops: [],
      execute: async (batch, { options }) => {
        const rankings = batch as readonly Ranking<Reads>[];
        const ids = rankings.map(({ hits }) => hits.slice(0, depth).map(({ id }) => id));
        const seen = await fetchDocuments(documents, ids.flat(), reranker.sees, options);
        const scores = await reranker.score(
          rankings.map(({ query }, i) => ({
            query,
            documents: (ids[i] as string[]).map((id) => ({ id, ...seen.get(id) }) as never),
          })),
          options,
        );
        return applyScores(reranker.name, rankings, ids, scores);
      },
    },
  ]);
}

/** Rankings of `ids` by new scores, the best `k` of each. */
export function applyScores(
  plugin: string,
  rankings: readonly Ranking[],
  ids: readonly (readonly string[])[],
  scores: readonly Float32Array[],
  k: number = Number.POSITIVE_INFINITY,
): readonly { readonly value: Ranking }[] {
  checkCount(plugin, scores, rankings.length);
  return rankings.map(({ query }, i) => {
    const candidates = ids[i] as readonly string[];
    const numbers = scores[i] as Float32Array;
    checkScores(plugin, numbers, candidates);
    const hits: Hit[] = candidates.map((id, n) => ({ id, score: numbers[n] as number }));
    return { value: { query, hits: hits.sort(compareHits).slice(0, k) } };
  });
}
