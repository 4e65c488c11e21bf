/**
 * RM3: mixes the query with a relevance model r of its feedback documents.
 *
 *     w(t) = λ·q(t) + (1 − λ)·r(t),    q(t) = tf(t, query) / Σ tf(·, query)
 *
 * Jaleel, Allan, Croft, Diaz, Larkey, Li, Smucker, Wade: UMass at TREC 2004: Novelty and HARD, TREC 2004;
 * r after Lavrenko and Croft: Relevance-based language models, SIGIR 2001. As in Anserini 1.5.0
 * (`Rm3Reranker`), to which terms and weights are equal in every bit; like it, and unlike the papers,
 * documents are not smoothed and weigh as much as their scores.
 *
 * Departures:
 * - A term whose weight becomes 0 is left out, so that λ = 1 gives back the query.
 * - λ = 0 without any feedback term gives back the query too, instead of nothing.
 * - See `relevance-model.ts` for documents with a score of 0 or less.
 */
import { type Feedback, optionError } from '@reprise/spec';
import { checkCount } from './check-options.js';
import { type Contribution, relevanceModel } from './relevance-model.js';
import { type TermFilterOptions, termFilter } from './term-filter.js';
import { byWeight, l1Norm, type WeightedTerm } from './weighted-terms.js';

export interface Rm3Options extends TermFilterOptions {
  /** How many terms feedback may give, and how many a document may bring. Default 10 (Anserini's `fbTerms`). */
  readonly terms?: number;
  /** λ, the weight of the original query, 0 to 1. Default 0.5 (Anserini's `originalQueryWeight`). */
  readonly weight?: number;
}

/** One term of the new query and where its weight comes from. */
export interface ExpandedTerm {
  readonly term: string;
  /** Weight in the new query: `original` + `feedback`, rounded to float32. */
  readonly weight: number;
  /** The query's part, λ·q(t); 0 for a term that feedback added. */
  readonly original: number;
  /** The feedback's part, (1 − λ)·r(t); 0 for a term that only the query holds. */
  readonly feedback: number;
  /** What each document has in `feedback`, in the order of the documents. */
  readonly documents: readonly Contribution[];
}

export interface Rm3Expansion {
  /** Weight descending, ties by term ascending in UTF-16 units. */
  readonly terms: readonly ExpandedTerm[];
  /** How many terms the documents gave. 0: the filters left nothing, and the query stands alone. */
  readonly feedbackTerms: number;
  /** Ids of the documents left out because their score is not above 0. */
  readonly skipped: readonly string[];
}

/** Checks the options and gives the expansion as a pure function, with its reasons: what `rm3` runs. */
export function expandRm3(options: Rm3Options = {}): (feedback: Feedback<'terms', 'terms'>) => Rm3Expansion {
  const { terms = 10, weight = 0.5 } = options;
  checkCount('terms', terms);
  if (!(weight >= 0 && weight <= 1)) throw optionError('weight', weight, 'a number from 0 to 1');
  const passes = termFilter(options);

  return ({ query, positive }) => {
    const model = relevanceModel(positive, terms, passes);
    const lambda = model.terms.size === 0 && weight === 0 ? 1 : Math.fround(weight);
    const original = queryModel(query.terms);
    const expanded = [...new Set([...original.keys(), ...model.terms.keys()])].map((term): ExpandedTerm => {
      const fromQuery = Math.fround(lambda * (original.get(term) ?? 0));
      const { weight: relevance, documents } = model.terms.get(term) ?? { weight: 0, documents: [] };
      const fromFeedback = (1 - lambda) * relevance;
      return {
        term,
        weight: Math.fround(fromQuery + fromFeedback),
        original: fromQuery,
        feedback: fromFeedback,
        documents: documents.map((document) => ({ ...document, weight: (1 - lambda) * document.weight })),
      };
    });
    return {
      terms: expanded
        .filter(({ weight }) => weight !== 0)
        .sort((a, b) => byWeight([a.term, a.weight], [b.term, b.weight])),
      feedbackTerms: model.terms.size,
      skipped: model.skipped,
    };
  };
}

/** q(t). Weights below 0, which other feedback can leave in a query, count by their size in the sum. */
function queryModel(terms: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const weights = [...terms].map(([term, tf]): WeightedTerm => [term, Math.fround(tf)]);
  const norm = l1Norm(weights);
  return new Map(weights.map(([term, tf]) => [term, norm === 0 ? 0 : Math.fround(tf / norm)]));
}
