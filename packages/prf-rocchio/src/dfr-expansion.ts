/**
 * Query expansion of the Divergence from Randomness framework, as in Terrier: the feedback documents are read
 * as one, and a term gains by how much it is more frequent there than chance would have it.
 *
 *     w(t) = q(t) / max q + e(t) / e*,    e(t): the model's weight (see `bo1`, `bo2`, `kl` and its kin)
 *
 * e*: the model's normaliser, so that the method has no parameter; or with β, e(t) / e* = β · e(t) / max e. In the
 * end w is divided by its maximum: Terrier does so with any query's weights before it searches.
 *
 * Amati: Probability models for information retrieval based on divergence from randomness, PhD thesis, Glasgow,
 * 2003. As in Terrier 5.11 (`DFRBagExpansionTerms`), to which weights are equal but for float32. From the query's
 * and the documents' terms, the `terms` of the greatest e(t) are kept, or as many as the query has.
 *
 * Departures:
 * - Terms of weight 0 are left out. Terrier fills up with them.
 * - Terms of equal weight at the cut come by term; in Terrier, by the order of a hash map.
 * - N counts the documents with a term; Terrier's counts the empty ones too.
 * - A term that the statistics know less of than the feedback documents hold counts as often as it stands there.
 * - Scores and grades have no place in the models: every positive document counts by its length.
 */
import {
  type CollectionStatistics,
  type Feedback,
  type FeedbackDocument,
  type FeedbackStrategy,
  optionError,
} from '@reprise/spec';
import { checkCount, checkStatistics } from './check-options.js';
import { documentCounts } from './document-counts.js';
import { type TermFilterOptions, termFilter, terrierFilter } from './term-filter.js';
import { asTerms, type Expansion, termsStrategy } from './terms-strategy.js';
import { heaviest, scaledToMaximum, type WeightedTerm } from './weighted-terms.js';

export interface DfrExpansionOptions extends TermFilterOptions {
  /** N, T and the terms' frequencies, usually the index's. */
  readonly statistics: CollectionStatistics;
  /** How many terms to keep, those of the query among them. Default 10 (Terrier's `expansion.terms`). */
  readonly terms?: number;
  /**
   * β, the weight of the heaviest term of feedback beside the query's heaviest, at least 0. Default: none, and
   * then the model's own normaliser acts (Terrier's `parameter.free.expansion`); Terrier's value is else 0.4.
   */
  readonly beta?: number;
  /**
   * How many feedback documents must hold a new term, unless there are fewer documents. Default 2 (Terrier's
   * `expansion.mindocuments`).
   */
  readonly minDocuments?: number;
}

/** The feedback documents as one, and the collection. */
export interface Sample {
  /** lx, the occurrences of terms in the feedback documents. */
  readonly length: number;
  /** N, the documents of the collection. */
  readonly documents: number;
  /** T, the occurrences of terms in the collection. */
  readonly tokens: number;
}

export interface DfrModel {
  readonly name: string;
  /** e of a term that occurs `tfx` times in the feedback documents and `F` times in the collection. */
  readonly weight: (tfx: number, F: number, sample: Sample) => number;
  /** e*, from the tfx of the term of the greatest e. */
  readonly normaliser: (tfx: number, sample: Sample) => number;
}

/** The strategy of a model. */
export function dfrExpansion(
  model: DfrModel,
  options: DfrExpansionOptions,
): FeedbackStrategy<'terms', 'terms', 'terms'> {
  const { statistics, terms = 10, beta, minDocuments = 2 } = options;
  checkStatistics(statistics);
  checkCount('terms', terms);
  checkCount('minDocuments', minDocuments);
  if (beta !== undefined && !(beta >= 0 && beta < Number.POSITIVE_INFINITY)) {
    throw optionError('beta', beta, 'a finite number of at least 0, or leave it out');
  }
  const passes = termFilter(options, terrierFilter);

  const expand = ({ query, positive }: Feedback<'terms', 'terms'>): Expansion => {
    const { frequencies, length } = frequenciesOf(positive);
    const sample: Sample = {
      length,
      documents: Math.max(statistics.documents, positive.length),
      tokens: Math.max(statistics.tokens, length),
    };
    const counts = documentCounts(positive);
    const needed = positive.length < minDocuments ? 1 : minDocuments;
    const gains: WeightedTerm[] = [];
    for (const [term, tfx] of frequencies) {
      if ((counts.get(term) ?? 0) < needed && !query.terms.has(term)) continue;
      const gain = model.weight(tfx, Math.max(statistics.collectionFrequency(term), tfx), sample);
      if (gain > 0 && gain < Number.POSITIVE_INFINITY) gains.push([term, gain]);
    }
    const kept = heaviest(
      gains,
      Math.max(terms, query.terms.size),
      (term) => query.terms.has(term) || passes(term),
    );
    const weights = new Map(scaledToMaximum([...query.terms]));
    const [best, greatest = 0] = kept[0] ?? [''];
    const factor =
      beta === undefined ? 1 / model.normaliser(frequencies.get(best) ?? 0, sample) : beta / greatest;
    for (const [term, gain] of kept) weights.set(term, (weights.get(term) ?? 0) + gain * factor);
    return {
      terms: asTerms(scaledToMaximum([...weights]).map(([term, weight]) => [term, Math.fround(weight)])),
      feedbackTerms: kept.length,
    };
  };
  return termsStrategy({
    name: model.name,
    remedy: 'use documents that share terms, or set minDocuments to 1',
    expand,
  });
}

/** tfx of each term, and lx. */
function frequenciesOf(documents: readonly FeedbackDocument<'terms'>[]): {
  readonly frequencies: ReadonlyMap<string, number>;
  readonly length: number;
} {
  const frequencies = new Map<string, number>();
  let length = 0;
  for (const { terms } of documents) {
    for (const [term, tf] of terms) {
      if (!(tf > 0)) continue;
      frequencies.set(term, (frequencies.get(term) ?? 0) + tf);
      length += tf;
    }
  }
  return { frequencies, length };
}
