/**
 * RM3 in Terrier's form: documents count by the likelihood that their scores stand for, and by their whole length.
 *
 *     w(t) = λ·q(t) + (1 − λ)·r(t),    r(t) ∝ Σ_d s(d) · tf(t, d) / |d|,    q(t) = tf(t, query) / Σ tf(·, query)
 *
 * s(d) = exp(score of d): right for a first pass whose scores are logarithms of likelihoods; with BM25, one or two
 * documents speak for all. |d|: all terms of the document, those that do not pass the filters too. r is cut to its
 * heaviest terms, then sums to 1. In the end w is divided by its maximum: Terrier does so with any query's weights
 * before it searches.
 *
 * Jaleel et al., UMass at TREC 2004 (as in `expand-rm3.ts`). As in Terrier 5.11 (`RM3`).
 *
 * Departures:
 * - A judge's grade takes the place of s(d).
 * - s(d) is scaled to 1 for the best feedback document, in the reference by the sum over the whole ranking; the
 *   factor cancels out in r.
 * - Ties at the cut come by term; in Terrier, by its number of the term.
 * - A query term that no document holds stays; Terrier drops it, and it finds nothing.
 * - N counts the documents with a term; Terrier's counts the empty ones too.
 * - λ = 0 without any feedback term gives back the query, instead of nothing.
 */
import {
  type CollectionStatistics,
  type Feedback,
  type FeedbackDocument,
  type FeedbackStrategy,
  optionError,
} from '@reprise/spec';
import { checkCount, checkStatistics } from './check-options.js';
import { type TermFilterOptions, termFilter, terrierFilter } from './term-filter.js';
import { asTerms, type Expansion, termsStrategy } from './terms-strategy.js';
import { heaviest, l1Norm, scaledToMaximum, type WeightedTerm } from './weighted-terms.js';

export interface Rm3TerrierOptions extends TermFilterOptions {
  /** N and the terms' document frequencies, usually the index's. */
  readonly statistics: CollectionStatistics;
  /** How many terms feedback may give. Default 10 (Terrier's `expansion.terms`). */
  readonly terms?: number;
  /** λ, the weight of the original query, 0 to 1. Default 0.6 (Terrier's `rm3.lambda`). */
  readonly weight?: number;
  /** How many documents of the collection must hold a term, at least 0. Default 2 (Terrier). */
  readonly minDocumentFrequency?: number;
}

/**
 * RM3 feedback over terms in Terrier's form. The new query's terms come heaviest first. Warns with
 * `NO_FEEDBACK_TERMS` where a query gained nothing.
 */
export function rm3Terrier(options: Rm3TerrierOptions): FeedbackStrategy<'terms', 'terms', 'terms'> {
  const { statistics, terms = 10, weight = 0.6, minDocumentFrequency = 2 } = options;
  checkStatistics(statistics);
  checkCount('terms', terms);
  if (!(weight >= 0 && weight <= 1)) throw optionError('weight', weight, 'a number from 0 to 1');
  if (!(minDocumentFrequency >= 0)) {
    throw optionError('minDocumentFrequency', minDocumentFrequency, 'a number of at least 0');
  }
  const filtered = termFilter(options, { ...terrierFilter, maxDocumentFrequency: 0.1 });
  const passes = (term: string): boolean =>
    statistics.documentFrequency(term) >= minDocumentFrequency && filtered(term);

  const expand = ({ query, positive }: Feedback<'terms', 'terms'>): Expansion => {
    const model = normalised(heaviest(relevanceOf(positive), terms, passes));
    const lambda = model.length === 0 && weight === 0 ? 1 : weight;
    const mixed = new Map(normalised([...query.terms]).map(([term, q]) => [term, lambda * q]));
    for (const [term, r] of model) mixed.set(term, (mixed.get(term) ?? 0) + (1 - lambda) * r);
    return {
      terms: asTerms(scaledToMaximum([...mixed]).map(([term, w]) => [term, Math.fround(w)])),
      feedbackTerms: model.length,
    };
  };
  return termsStrategy({
    name: 'rm3Terrier',
    remedy: 'for a small collection set maxDocumentFrequency to 1 and minDocumentFrequency to 0',
    expand,
  });
}

/** Σ_d s(d) · tf(t, d) / |d|, summed in float32 as the reference does, so that the same terms tie at the cut. */
function relevanceOf(documents: readonly FeedbackDocument<'terms'>[]): readonly WeightedTerm[] {
  const best = documents.reduce((max, { score = max }) => Math.max(max, score), Number.NEGATIVE_INFINITY);
  const sums = new Map<string, number>();
  for (const { terms, score = best, grade = score === best ? 1 : Math.exp(score - best) } of documents) {
    const length = l1Norm([...terms]);
    for (const [term, tf] of terms) {
      const part = (grade * tf) / length;
      if (part > 0) sums.set(term, Math.fround((sums.get(term) ?? 0) + part));
    }
  }
  return [...sums].filter(([, sum]) => sum > 0);
}

/** Scaled to sum 1 by the size of the weights; a vector of nothing but 0 stays. */
function normalised(terms: readonly WeightedTerm[]): readonly WeightedTerm[] {
  const norm = l1Norm(terms);
  return norm === 0 ? terms : terms.map(([term, weight]) => [term, weight / norm]);
}
