/**
 * ColBERT-PRF: adds to a query's token rows those that its feedback documents have in common and few others have.
 *
 *     q' = φ_1 … φ_n with their weights, then υ_1 … υ_fe with the weights β·σ
 *     s(q', d) = Σ_i w_i · max_j (q'_i · ψ_{d,j})
 *
 * See `expand-colbert.ts` for υ and σ, the sources and the departures.
 *
 * Judgements: every positive document counts alike, as a clustering of rows has no place for grades; negative documents are
 * not heeded. In which order documents come changes nothing.
 *
 * A second round adds to what the query then holds, rows of the first round among it, as in the other strategies; to expand
 * the user's own query by other documents, feed back on that query.
 */
import type { FeedbackStrategy, TokenMatrix } from '@reprise/spec';
import { expandAll, type TokenExpansion } from './expand-colbert.js';
import { type ColbertPrfOptions, settings } from './expansion-options.js';
import type { TokenFeedback } from './feedback-rows.js';

/** ColBERT-PRF over token rows. A query whose documents give no row stays as it is (warning `NO_FEEDBACK_TERMS`). */
export function colbertPrf(options: ColbertPrfOptions): FeedbackStrategy<'tokens', 'tokens', 'tokens'> {
  const chosen = settings(options);
  return Object.freeze({
    spec: 'v1',
    name: 'colbertPrf',
    reads: ['tokens'],
    sees: ['tokens'],
    writes: ['tokens'],
    refine: async (batch, run = {}) => {
      const expansions = await expandAll(batch, chosen, run);
      return batch.map((feedback, i) => {
        const added = expansions[i]!;
        if (added.length === 0) run.onProgress?.(nothingAdded(feedback));
        return {
          tokens: added.length === 0 ? feedback.query.tokens : withRows(feedback.query.tokens, added),
        };
      });
    },
  } satisfies FeedbackStrategy<'tokens', 'tokens', 'tokens'>);
}

/** The query's rows as they are, then the added ones. Where the query knows no ids or labels, its rows get −1 and ''. */
function withRows(query: TokenMatrix, added: readonly TokenExpansion[]): TokenMatrix {
  const { space, dimensions, weights } = query;
  const own = weights.length;
  const data = new Float32Array((own + added.length) * dimensions);
  data.set(query.data);
  added.forEach((row, i) => {
    data.set(row.data, (own + i) * dimensions);
  });
  return {
    space,
    dimensions,
    data,
    weights: Float32Array.of(...weights, ...added.map(({ weight }) => weight)),
    ids: Int32Array.of(...(query.ids ?? new Int32Array(own).fill(-1)), ...added.map(({ token }) => token)),
    labels: [...(query.labels ?? Array<string>(own).fill('')), ...added.map(({ label }) => label)],
  };
}

const nothingAdded = ({ query, positive }: TokenFeedback) =>
  ({
    kind: 'warning',
    code: 'NO_FEEDBACK_TERMS',
    stage: 'colbertPrf',
    id: query.id,
    message:
      `query ${JSON.stringify(query.id)} was not expanded, as its ${positive.length} feedback documents gave no row of a ` +
      'weight above 0: learn from other documents, or exclude fewer tokens',
  }) as const;
