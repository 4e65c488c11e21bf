/**
 * Clarity: how far the language of the best documents is from that of the collection, in bits.
 *
 *     clarity = Σ_w P(w|Q) log₂( P(w|Q) / P(w) )                    P(w) = cf(w) / tokens
 *     P(w|Q)  = Σ_D P(w|D) P(D|Q),     P(D|Q) ∝ Π_q P(q|D)^weight(q),     P(w|D) = λ tf(w, D)/|D| + (1 − λ) P(w)
 *
 * Cronen-Townsend, Zhou, Croft, Predicting query performance, SIGIR 2002. D: the `depth` best documents of the ranking;
 * q: the query's terms. Documents about one thing use its words far more often than the collection does.
 *
 * Departures: the paper takes 500 documents and every word of the collection. Here it is 10, those that feedback would
 * learn from, and the `terms` likeliest words of these documents, P(w|Q) made to sum to 1 over them; the sum is then
 * never negative. Words that the collection does not know, and query terms that weigh nothing or less, are left out.
 */
import {
  type CollectionStatistics,
  compareIds,
  type DocumentSource,
  optionError,
  type Predictor,
} from '@reprise/spec';
import { checkWhole } from '../check-whole.js';
import { checkSupplies, fetchDocuments } from '../fetch-documents.js';

export interface ClarityOptions {
  /** Of the collection that was searched: usually the index's own. */
  readonly statistics: CollectionStatistics;
  /** Where the terms of documents come from: usually the index that found them. */
  readonly documents: DocumentSource<'terms'>;
  /** How many documents to read, at least 1; a shorter ranking counts whole. Default 10, as rm3 in Anserini learns from. */
  readonly depth?: number;
  /** How many words to compare, the likeliest, at least 1. Default 100, a choice of this house. */
  readonly terms?: number;
  /** λ, the share of a document's own words in its model, above 0 and below 1. Default 0.6, as in the paper. */
  readonly lambda?: number;
}

type Terms = ReadonlyMap<string, number>;

/** From 0 bits: the documents' words are those of any, or there are none to compare. */
export function clarity(options: ClarityOptions): Predictor<'terms'> {
  const { statistics, documents, depth = 10, terms = 100, lambda = 0.6 } = options;
  if (typeof statistics?.collectionFrequency !== 'function') {
    throw optionError('statistics', statistics, 'collection statistics, such as those of an index');
  }
  checkWhole('depth', depth, 1);
  checkWhole('terms', terms, 1);
  if (!(lambda > 0 && lambda < 1)) throw optionError('lambda', lambda, 'a number between 0 and 1');
  checkSupplies(documents, ['terms'], 'clarity');
  const background = (term: string): number => statistics.collectionFrequency(term) / statistics.tokens;
  return Object.freeze({
    spec: 'v1',
    name: 'clarity',
    reads: ['terms'],
    predict: async (batch, run = {}) => {
      const best = batch.map(({ hits }) => hits.slice(0, depth).map(({ id }) => id));
      const seen = await fetchDocuments(documents, best.flat(), ['terms'], run);
      return batch.map(({ query }, i) => {
        const models = (best[i] as string[]).map((id) =>
          modelOf((seen.get(id) as { readonly terms: Terms }).terms, background, lambda),
        );
        return divergence(relevanceModel(query.terms, models, background), terms, background);
      });
    },
  } satisfies Predictor<'terms'>);
}

interface Model {
  readonly words: Iterable<string>;
  readonly probability: (term: string) => number;
}

function modelOf(terms: Terms, background: (term: string) => number, lambda: number): Model {
  let length = 0;
  for (const frequency of terms.values()) length += frequency;
  return {
    words: terms.keys(),
    probability: (term) =>
      (length > 0 ? (lambda * (terms.get(term) ?? 0)) / length : 0) + (1 - lambda) * background(term),
  };
}

/** P(w|Q) for every word of the documents that the collection knows. */
function relevanceModel(query: Terms, models: readonly Model[], background: (term: string) => number): Terms {
  const asked = [...query].filter(([term, weight]) => weight > 0 && background(term) > 0);
  const logs = models.map(({ probability }) =>
    asked.reduce((sum, [term, weight]) => sum + weight * Math.log(probability(term)), 0),
  );
  const largest = Math.max(...logs);
  const likelihoods = logs.map((log) => Math.exp(log - largest));
  const total = likelihoods.reduce((sum, value) => sum + value, 0);
  const words = new Set(models.flatMap((model) => [...model.words]).filter((term) => background(term) > 0));
  return new Map(
    [...words].map((term) => [
      term,
      models.reduce(
        (sum, { probability }, i) => sum + ((likelihoods[i] as number) / total) * probability(term),
        0,
      ),
    ]),
  );
}

function divergence(model: Terms, terms: number, background: (term: string) => number): number {
  const likeliest = [...model].sort(([a, x], [b, y]) => y - x || compareIds(a, b)).slice(0, terms);
  const total = likeliest.reduce((sum, [, probability]) => sum + probability, 0);
  return likeliest.reduce((sum, [term, probability]) => {
    const share = probability / total;
    return sum + share * Math.log2(share / background(term));
  }, 0);
}
