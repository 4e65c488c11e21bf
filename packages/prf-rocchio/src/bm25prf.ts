/**
 * BM25PRF: weighs terms by how many feedback documents hold them (Robertson and Spärck Jones), instead of by
 * how few documents of the collection do.
 *
 *     RW(t) = max(10⁻⁶, w · ln( (r + ½)(N − n − R + r + ½) / ((n − r + ½)(R − r + ½)) )),   OW(t) = RW(t) · ln r
 *
 * r of the R feedback documents hold t, n of all N. w: 1 for the query's terms, less for new ones. The new terms
 * are those of the greatest offer weight OW; every term of the new query weighs its RW. As that takes the place of
 * an idf, the weights are final: the query's `weighting` becomes `query`, and an index multiplies by nothing more.
 *
 * Robertson: On term selection for query expansion, Journal of Documentation 46, 1990. As in Anserini 1.5.0
 * (`BM25PrfReranker`), to which terms and weights are equal in every bit but for the departures:
 * - Terms of equal offer weight at the cut come by term; in the reference, by the order of a Java hash map.
 * - n is held between r and N − R + r, so that statistics of other documents cannot lead out of the logarithm.
 * - A query term of a weight of 0 or less is left out. Other weights of the query have no place in the formula;
 *   nor have scores and grades, so that every positive document counts alike.
 */
import { type CollectionStatistics, type FeedbackStrategy, optionError } from '@reprise/spec';
import { checkCount, checkStatistics } from './check-options.js';
import { documentCounts } from './document-counts.js';
import { anseriniFilter, type TermFilterOptions, termFilter } from './term-filter.js';
import { asTerms, expandAll, type Method } from './terms-strategy.js';
import { heaviest, type WeightedTerm } from './weighted-terms.js';

export interface Bm25PrfOptions extends TermFilterOptions {
  /** N and n, usually the index's. */
  readonly statistics: CollectionStatistics;
  /** How many new terms feedback may give. Default 20 (Anserini's `fbTerms`). */
  readonly terms?: number;
  /** w of a new term, above 0, at most 1. Default 0.2 (Anserini). */
  readonly newTermWeight?: number;
  /** How many feedback documents must hold a new term. Default 2 (Anserini). */
  readonly minDocuments?: number;
}

/**
 * BM25PRF feedback over terms, whose second search goes without idf. The new query's terms come heaviest first.
 * Warns with `NO_FEEDBACK_TERMS` where a query gained nothing.
 */
export function bm25prf(options: Bm25PrfOptions): FeedbackStrategy<'terms', 'terms', 'terms' | 'weighting'> {
  const method = bm25prfMethod(options);
  return Object.freeze({
    spec: 'v1',
    name: method.name,
    reads: ['terms'],
    sees: ['terms'],
    writes: ['terms', 'weighting'],
    refine: async (batch, run) =>
      (await expandAll(method, batch, run)).map(({ terms }) => ({ terms, weighting: 'query' })),
  } satisfies FeedbackStrategy<'terms', 'terms', 'terms' | 'weighting'>);
}

function bm25prfMethod(options: Bm25PrfOptions): Method {
  const { statistics, terms = 20, newTermWeight = 0.2, minDocuments = 2 } = options;
  checkStatistics(statistics);
  checkCount('terms', terms);
  checkCount('minDocuments', minDocuments);
  if (!(newTermWeight > 0 && newTermWeight <= 1)) {
    throw optionError('newTermWeight', newTermWeight, 'a number above 0 and at most 1');
  }
  const passes = termFilter(options, defaults);
  const w = Math.fround(newTermWeight);

  return {
    name: 'bm25prf',
    remedy: 'for few documents set minDocuments to 1, for word pieces set pattern to false',
    expand: ({ query, positive }) => {
      const counts = documentCounts(positive);
      const relevance = (term: string): number =>
        relevanceWeight(
          counts.get(term) ?? 0,
          positive.length,
          statistics.documentFrequency(term),
          statistics.documents,
        );
      const offers: WeightedTerm[] = [];
      for (const [term, r] of counts) {
        if (r < minDocuments || query.terms.has(term) || !passes(term)) continue;
        offers.push([term, Math.fround(atLeastFloor(w * relevance(term)) * Math.log(r))]);
      }
      const added = heaviest(offers, terms).map(
        ([term]): WeightedTerm => [term, Math.fround(atLeastFloor(w * relevance(term)))],
      );
      const own = [...query.terms]
        .filter(([, weight]) => weight > 0)
        .map(([term]): WeightedTerm => [term, Math.fround(atLeastFloor(relevance(term)))]);
      return { terms: asTerms([...own, ...added]), feedbackTerms: added.length };
    },
  };
}

/** The reference passes over numbers, and has no limit of frequency here. */
const defaults = { ...anseriniFilter, pattern: /^(?![0-9]+$)[a-z0-9]+$/, maxDocumentFrequency: 1 };

const atLeastFloor = (weight: number): number => Math.max(1e-6, weight);

/** ln of the odds ratio, unfloored. */
function relevanceWeight(r: number, R: number, frequency: number, documents: number): number {
  const N = Math.max(documents, R);
  const n = Math.min(Math.max(frequency, r), N - R + r);
  return Math.log(((r + 0.5) * (N - n - R + r + 0.5)) / ((n - r + 0.5) * (R - r + 0.5)));
}
