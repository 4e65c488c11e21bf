import type { Hit } from '@reprise/spec';
import type { Normaliser } from '../normalisers/normaliser.js';
import { checkScores } from './candidates.js';

/** A normaliser from a function that maps the scores of one ranking and does not change their order. */
export function createNormaliser(name: string, map: (scores: Float64Array) => Float64Array): Normaliser {
  return Object.freeze({
    name,
    normalise: (rankings: readonly (readonly Hit[])[]) => {
      checkScores(name, rankings);
      return rankings.map((hits) => {
        const scores = map(Float64Array.from(hits, ({ score }) => score));
        return hits.map(({ id }, p): Hit => ({ id, score: scores[p]! }));
      });
    },
  });
}

/** Lowest and highest score. A loop, as a spread of many scores would overflow the stack. */
export function extremes(scores: Float64Array): { readonly lowest: number; readonly highest: number } {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const score of scores) {
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  return { lowest, highest };
}
