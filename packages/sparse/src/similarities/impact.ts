/**
 * The impacts of learned sparse models: documents and queries bring their weights, nothing of the collection is added.
 *
 *     part(t, d) = weight of t in the query · weight of t in d
 *
 * As Anserini's ImpactSimilarity (uniCOIL, SPLADE, DeepImpact and the like), where a document's weight is its quantised
 * term frequency; here weights may be whole numbers or not.
 *
 * Departure: Pyserini drops query terms that every document holds (`min_idf` 0, its default); here all terms count.
 */
import type { Similarity } from '../similarity.js';

export function impact(): Similarity {
  return Object.freeze({
    name: 'impact',
    takesFinal: true,
    bind: () => {
      // A loop of its own rather than a formula: learned queries and documents have many terms.
      return ({ weight }, { documents, frequencies, start, end }, sums) => {
        for (let i = start; i < end; i++) sums[documents[i]!]! += weight * frequencies[i]!;
      };
    },
  } satisfies Similarity);
}
