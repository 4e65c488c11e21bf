/**
 * Rocchio over vectors: moves the query towards the mean of its relevant documents and away from that of the others.
 *
 *     q' = α·q + β·mean(p) − γ·mean(n)
 *
 * Li, Mourad, Zhuang, Koopman and Zuccon: Pseudo Relevance Feedback with Deep Language Models and Dense Retrievers,
 * TOIS 41(3), 2023 (arXiv 2108.11044), in both its families (α = 1 with β free, α = 1 − β); the negative part as in
 * Pyserini. Only the ratio of the weights counts for the order of the second pass.
 *
 * Departures:
 * - How many documents count is the judge's to say: `topK(5)`, `topK(3, { bottom: 2 })`, a person's `given`. Pyserini
 *   asks for two depths and takes the smaller without a word.
 * - A judge's grade is a document's weight in its mean: Σ g·p / Σ g.
 * - `maxShift` can hold the feedback's part down; the references have no such limit.
 * - Where the sum is the zero vector, the query stays.
 */
import { type FeedbackDocument, type FeedbackStrategy, optionError } from '@reprise/spec';
import { addWeighted, length, strength } from './arithmetic.js';
import { type Normalise, type NormaliseOptions, normaliser } from './normalise.js';
import { vectorsStrategy } from './vectors-strategy.js';

export interface VectorRocchioOptions extends NormaliseOptions {
  /** α, the weight of the query, at least 0. Default 0.4 (the paper's fixed setting, with 5 documents). */
  readonly alpha?: number;
  /** β, the weight of the positive documents, at least 0. Default 0.6 (the paper's). */
  readonly beta?: number;
  /** γ, the weight of the negative documents, where a judge gives any, at least 0. Default 0.1 (Pyserini's). */
  readonly gamma?: number;
  /**
   * The length that β·mean(p) − γ·mean(n) may have at most, as a multiple of the length of α·q; above 0. A longer one
   * is shortened. Default none.
   */
  readonly maxShift?: number;
}

/** Rocchio feedback over vectors. Float64 inside, float32 in the new query. */
export function vectorRocchio(
  options: VectorRocchioOptions = {},
): FeedbackStrategy<'vector', 'vector', 'vector'> {
  const { alpha = 0.4, beta = 0.6, gamma = 0.1, maxShift = Number.POSITIVE_INFINITY } = options;
  for (const [name, value] of Object.entries({ alpha, beta, gamma })) {
    if (!(value >= 0 && Number.isFinite(value))) throw optionError(name, value, 'a number of at least 0');
  }
  if (!(maxShift > 0)) throw optionError('maxShift', maxShift, 'a number above 0');
  const normalise = normaliser(options);

  return vectorsStrategy('vectorRocchio', ({ query, positive, negative }) => {
    const own = normalise.input(query.vector.data);
    const moved = new Float64Array(own.length);
    addMean(moved, beta, positive, normalise);
    addMean(moved, -gamma, negative, normalise);
    if (maxShift < Number.POSITIVE_INFINITY) shorten(moved, maxShift * alpha * length(own));
    addWeighted(moved, alpha, own);
    return normalise.output(moved);
  });
}

/** Adds `weight·mean(documents)` to `sum`. */
function addMean(
  sum: Float64Array,
  weight: number,
  documents: readonly FeedbackDocument<'vector'>[],
  { input }: Normalise,
): void {
  const total = documents.reduce((all, document) => all + strength(document), 0);
  for (const document of documents) {
    addWeighted(sum, (weight * strength(document)) / total, input(document.vector.data));
  }
}

function shorten(vector: Float64Array, limit: number): void {
  const far = length(vector);
  if (far <= limit) return;
  for (let i = 0; i < vector.length; i++) vector[i]! *= limit / far;
}
