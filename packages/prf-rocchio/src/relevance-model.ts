/**
 * The relevance model of RM3 as Anserini computes it, in float32:
 *
 *     r(t) ∝ Σ_d s(d) · tf(t, d) / Σ tf(·, d),   Σ_t r(t) = 1
 *
 * s(d): the document's grade, or else its score in the first pass. First each document, then r, is cut to its
 * heaviest terms before it is normalised. A document with s(d) ≤ 0 is left out: in the reference its terms
 * would count against those of the others.
 */
import type { FeedbackDocument } from '@reprise/spec';
import { heaviest, l1Norm, type WeightedTerm } from './weighted-terms.js';

/** What a document brings to a term. */
export interface Contribution {
  readonly id: string;
  readonly weight: number;
}

export interface RelevanceModel {
  /** r(t), heaviest term first, and what each document has in it. */
  readonly terms: ReadonlyMap<
    string,
    { readonly weight: number; readonly documents: readonly Contribution[] }
  >;
  /** Ids of the documents left out for their score. */
  readonly skipped: readonly string[];
}

/** The reference leaves out a document whose norm is no more than this. */
const leastNorm = Math.fround(0.001);

export function relevanceModel(
  documents: readonly FeedbackDocument<'terms'>[],
  terms: number,
  passes: (term: string) => boolean,
): RelevanceModel {
  const parts = new Map<string, Contribution[]>();
  const skipped: string[] = [];
  for (const document of documents) {
    const { id, grade, score } = document;
    const strength = Math.fround(grade ?? score ?? 1);
    if (!(strength > 0)) {
      skipped.push(id);
      continue;
    }
    for (const [term, share] of documentModel(document, terms, passes)) {
      const known = parts.get(term) ?? [];
      known.push({ id, weight: Math.fround(share * strength) });
      parts.set(term, known);
    }
  }
  const sums = [...parts].map(([term, of]): WeightedTerm => [term, sumOf(of)]);
  const kept = heaviest(sums, terms).filter(([, sum]) => sum > 0);
  const norm = l1Norm(kept);
  return {
    terms: new Map(
      kept.map(([term, sum]) => [
        term,
        {
          weight: Math.fround(sum / norm),
          documents: (parts.get(term) ?? []).map(({ id, weight }) => ({ id, weight: weight / norm })),
        },
      ]),
    ),
    skipped,
  };
}

function sumOf(parts: readonly Contribution[]): number {
  return parts.reduce((sum, { weight }) => Math.fround(sum + weight), 0);
}

/** tf(t, d) / Σ tf(·, d) of the heaviest terms that pass. */
function documentModel(
  document: FeedbackDocument<'terms'>,
  terms: number,
  passes: (term: string) => boolean,
): readonly WeightedTerm[] {
  const weighted = [...document.terms].map(([term, tf]): WeightedTerm => [term, Math.fround(tf)]);
  const pruned = heaviest(weighted, terms, passes);
  const norm = Math.fround(l1Norm(pruned));
  return norm > leastNorm ? pruned.map(([term, tf]) => [term, Math.fround(tf / norm)]) : [];
}
