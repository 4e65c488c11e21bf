/**
 * Score spread: how far the scores of the best documents lie apart, measured by their size.
 *
 *     spread = √( (1/k) Σ (sᵢ − μ)² ) / ( (1/k) Σ |sᵢ| )        over the k best hits, μ their mean score
 *
 * The standard deviation of NQC (Shtok, Kurland, Carmel, Raiber, Markovits, Predicting query performance by
 * query-drift estimation, ACM TOIS 30(2), 2012; after Pérez-Iglesias and Araujo, SPIRE 2010): a ranking that stands
 * out from its own mean has less in it that strayed from the query.
 *
 * Departure: NQC divides by the score of the whole collection taken as one document. A ranking does not tell it, and
 * BM25 or a cosine have none, so here the mean size of the scores divides. Where all scores have one sign that is the
 * coefficient of variation. Scores multiplied by a constant give the same spread; scores shifted by one do not, so a
 * threshold holds for one similarity.
 */
import type { Predictor } from '@reprise/spec';
import { checkWhole } from '../check-whole.js';

export interface ScoreSpreadOptions {
  /** k, how many hits to look at, at least 1; a shorter ranking counts whole. Default 100, as is usual for NQC. */
  readonly depth?: number;
}

/** From 0, where all scores are equal or there is one hit only. */
export function scoreSpread(options: ScoreSpreadOptions = {}): Predictor {
  const { depth = 100 } = options;
  checkWhole('depth', depth, 1);
  return Object.freeze({
    spec: 'v1',
    name: 'scoreSpread',
    reads: [],
    predict: async (batch) =>
      batch.map(({ hits }) => spreadOf(hits.slice(0, depth).map(({ score }) => score))),
  } satisfies Predictor);
}

function spreadOf(scores: readonly number[]): number {
  // Divided by the largest first: no square overflows, and none of tiny scores vanishes.
  const largest = Math.max(...scores.map(Math.abs));
  if (largest === 0) return 0;
  const parts = scores.map((score) => score / largest);
  const mean = sum(parts) / parts.length;
  const deviation = Math.sqrt(sum(parts.map((part) => (part - mean) ** 2)) / parts.length);
  return deviation / (sum(parts.map(Math.abs)) / parts.length);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
