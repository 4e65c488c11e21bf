/**
 * Average Vector-PRF: the query becomes the mean of itself and its feedback documents.
 *
 *     q' = (q + p1 + … + pk) / (k + 1)
 *
 * The query is one voice among k + 1. Li, Mourad, Zhuang, Koopman and Zuccon: Pseudo Relevance Feedback with Deep
 * Language Models and Dense Retrievers, TOIS 41(3), 2023 (arXiv 2108.11044); as in Pyserini and PyTerrier.
 *
 * Departures:
 * - A judge's grade is a document's weight beside the query's 1: q' = (q + Σ g·p) / (1 + Σ g).
 * - Negative documents are not heeded; `vectorRocchio` has a place for them.
 * - Without documents core keeps the query; Pyserini fails there.
 */
import type { FeedbackStrategy } from '@reprise/spec';
import { addWeighted, strength } from './arithmetic.js';
import { type NormaliseOptions, normaliser } from './normalise.js';
import { vectorsStrategy } from './vectors-strategy.js';

export type VectorAverageOptions = NormaliseOptions;

/** Average feedback over vectors. Float64 inside, float32 in the new query. */
export function vectorAverage(
  options: VectorAverageOptions = {},
): FeedbackStrategy<'vector', 'vector', 'vector'> {
  const { input, output } = normaliser(options);
  return vectorsStrategy('vectorAverage', ({ query, positive }) => {
    const voices = 1 + positive.reduce((sum, document) => sum + strength(document), 0);
    const moved = new Float64Array(query.vector.data.length);
    addWeighted(moved, 1 / voices, input(query.vector.data));
    for (const document of positive) {
      addWeighted(moved, strength(document) / voices, input(document.vector.data));
    }
    return output(moved);
  });
}
