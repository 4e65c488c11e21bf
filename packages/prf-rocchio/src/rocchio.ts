/**
 * Rocchio: moves the query towards the mean of its relevant documents and away from that of the others.
 *
 *     z = α·q + β·p − γ·n,    p = top(mean(v(d): d relevant)),    n = top(mean(v(d): d not relevant))
 *
 * v(d) holds the tf of the terms that pass the filter; q, every v(d), p and n have Euclidean length 1; top keeps
 * the heaviest terms. Only terms with z > 0 stay.
 *
 * Rocchio: Relevance feedback in information retrieval, in Salton (ed.): The SMART Retrieval System, 1971. As
 * in Anserini 1.5.0 (`RocchioReranker`), to which terms and weights are equal in every bit.
 *
 * Departures:
 * - Whether there are negative documents is the judge's to say, not an option's: `topK(10, { bottom: 10 })` is
 *   Anserini's `useNegative`.
 * - A judge's grade is the weight of a document in its mean. The reference takes judged documents without a
 *   look at their grades, those that are not relevant among the relevant ones.
 * - Where no term has z > 0, the query stays, at length 1.
 */
import { type FeedbackDocument, type FeedbackStrategy, optionError } from '@reprise/spec';
import { checkCount } from './check-options.js';
import { anseriniFilter, type TermFilterOptions, termFilter } from './term-filter.js';
import { asTerms, isBlind, termsStrategy } from './terms-strategy.js';
import { heaviest, l2Norm, type WeightedTerm } from './weighted-terms.js';

export interface RocchioOptions extends TermFilterOptions {
  /** How many terms the positive documents may give. Default 10 (Anserini's `topFbTerms`). */
  readonly terms?: number;
  /** How many terms the negative documents may give. Default 10 (Anserini's `bottomFbTerms`). */
  readonly negativeTerms?: number;
  /** α, the weight of the query, at least 0. Default 1 (Anserini). */
  readonly alpha?: number;
  /** β, the weight of the positive documents, at least 0. Default 0.75 (Anserini). */
  readonly beta?: number;
  /** γ, the weight of the negative documents, at least 0. Default 0.15 (Anserini). */
  readonly gamma?: number;
}

/**
 * Rocchio feedback over terms. The new query's terms come heaviest first. Warns with `NO_STATISTICS` where it
 * cannot tell frequent terms and with `NO_FEEDBACK_TERMS` where the documents gave nothing.
 */
export function rocchio(options: RocchioOptions = {}): FeedbackStrategy<'terms', 'terms', 'terms'> {
  const { terms = 10, negativeTerms = 10, alpha = 1, beta = 0.75, gamma = 0.15 } = options;
  checkCount('terms', terms);
  checkCount('negativeTerms', negativeTerms);
  for (const [name, value] of Object.entries({ alpha, beta, gamma })) {
    if (!(value >= 0 && Math.fround(value) < Number.POSITIVE_INFINITY)) {
      throw optionError(name, value, 'a number of at least 0 that float32 can hold');
    }
  }
  const passes = termFilter(options, { ...anseriniFilter, pattern: false });
  const [a, b, c] = [Math.fround(alpha), Math.fround(beta), Math.fround(gamma)];

  return termsStrategy({
    name: 'rocchio',
    blind: isBlind(options),
    remedy: 'for a small collection set maxDocumentFrequency to 1',
    expand: ({ query, positive, negative }) => {
      const own = new Map(unit(rounded(query.terms)));
      const p = new Map(meanOf(positive, terms, passes));
      const n = new Map(meanOf(negative, negativeTerms, passes));
      const moved = [...new Set([...own.keys(), ...p.keys()])].map((term): WeightedTerm => {
        const towards = Math.fround(
          Math.fround(a * (own.get(term) ?? 0)) + Math.fround(b * (p.get(term) ?? 0)),
        );
        return [term, Math.fround(towards - Math.fround(c * (n.get(term) ?? 0)))];
      });
      const kept = moved.filter(([, weight]) => weight > 0);
      return { terms: asTerms(kept.length === 0 ? own : kept), feedbackTerms: p.size + n.size };
    },
  });
}

/** The reference leaves out a document whose norm is no more than this. */
const leastNorm = Math.fround(0.001);

/** top(mean(v(d))), at length 1. */
function meanOf(
  documents: readonly FeedbackDocument<'terms'>[],
  terms: number,
  passes: (term: string) => boolean,
): readonly WeightedTerm[] {
  const sums = new Map<string, number>();
  const known = new Map<string, boolean>();
  const passesOnce = (term: string): boolean => {
    const answer = known.get(term) ?? passes(term);
    known.set(term, answer);
    return answer;
  };
  for (const document of documents) {
    const vector = rounded(document.terms).filter(([term]) => passesOnce(term));
    const norm = Math.fround(l2Norm(vector));
    if (!(norm > leastNorm)) continue;
    const strength = Math.fround(document.grade ?? 1);
    for (const [term, tf] of vector) {
      const part = Math.fround(strength * Math.fround(tf / norm));
      sums.set(term, Math.fround((sums.get(term) ?? 0) + part));
    }
  }
  const mean = [...sums].map(([term, sum]): WeightedTerm => [term, Math.fround(sum / documents.length)]);
  return unit(heaviest(mean, terms));
}

function rounded(terms: ReadonlyMap<string, number>): readonly WeightedTerm[] {
  return [...terms].map(([term, weight]) => [term, Math.fround(weight)]);
}

/** Scaled to Euclidean length 1, in float32; a vector of length 0 stays. */
function unit(vector: readonly WeightedTerm[]): readonly WeightedTerm[] {
  const norm = l2Norm(vector);
  return norm === 0 ? vector : vector.map(([term, weight]) => [term, Math.fround(weight / norm)]);
}
