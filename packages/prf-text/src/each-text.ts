/**
 * Re-ranks by each of the texts that `slidingWindows` put into a query, and fuses the rankings: the aggregation of the
 * text-based feedback of Li et al., TOIS 2023 (arXiv 2108.11044). Their average is `combAnz({ normalise: false })` of
 * `@reprise/fusion`, their maximum `combMax({ normalise: false })`, their Borda `borda({ form: 'relative' })`.
 *
 * Departure: equal scores are ranked by id; the released code keeps the order of the first pass.
 */
import {
  compareHits,
  type Fuser,
  type Hit,
  type Kind,
  type Query,
  RepriseError,
  type Reranker,
} from '@reprise/spec';
import { splitTexts } from './texts-in-one.js';

/** The same re-ranker for queries of several texts; one text is scored by it alone, and fused too. */
export function eachText<Sees extends Kind>(
  reranker: Reranker<'text', Sees>,
  fuser: Fuser,
): Reranker<'text', Sees> {
  return Object.freeze({
    spec: 'v1',
    name: `${fuser.name}(${reranker.name} of each text)`,
    reads: ['text'],
    sees: reranker.sees,
    score: async (batch, options = {}) => {
      const texts = batch.map(({ query }) => splitTexts(query.text));
      const asked = batch.flatMap(({ query: { id }, documents }, i) =>
        texts[i]!.map((text) => ({ query: { id, text } satisfies Query<'text'>, documents })),
      );
      const scores = await reranker.score(asked, options);
      let next = 0;
      return batch.map(({ documents }, i) => {
        const rankings = texts[i]!.map(() => {
          const own = scores[next++];
          return documents.map(({ id }, d): Hit => ({ id, score: own?.[d] ?? Number.NaN })).sort(compareHits);
        });
        const fused = new Map(fuser.fuse(rankings).map(({ id, score }) => [id, score]));
        return Float32Array.from(documents, ({ id }) => {
          const score = fused.get(id);
          if (score !== undefined) return score;
          throw new RepriseError(
            'PLUGIN_CONTRACT',
            `${fuser.name} left out ${JSON.stringify(id)}, which every ranking has: its conformance suite shows it`,
            { details: { plugin: fuser.name, id } },
          );
        });
      });
    },
  } satisfies Reranker<'text', Sees>);
}
