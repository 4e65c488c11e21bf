/**
 * Condorcet: a document counts the others that it beats by majority.
 *
 *     score(d) = 1 + |{e: W(d, e) > W(e, d)}| + ½ · |{e ≠ d: W(d, e) = W(e, d)}|
 *     W(d, e) = Σ w_i over the rankings that put d above e, or hold d and lack e
 *
 * Montague and Aslam: Condorcet fusion for improved retrieval, CIKM 2002. They sort by the majority relation, which may
 * run in circles, so that the outcome depends on where the sort begins; ranx 0.3.21 (`condorcet`, `w_condorcet`) begins
 * with a set without an order and decides equal votes for the second document, and gives different results on the same
 * input. Counting victories (Copeland) needs no beginning. Where the majorities make one strict order, the order and the
 * scores (c, c − 1, …, 1) are the same as ranx's.
 *
 * Time is quadratic in the number of candidates.
 */
import type { Fuser } from '@reprise/spec';
import type { Candidates } from '../internal/candidates.js';
import { createFuser } from '../internal/create-fuser.js';
import { checkCount, checkWeights } from '../internal/weights.js';

export interface CondorcetOptions {
  /** One number of at least 0 for each ranking. Default: all 1, for any number of rankings. */
  readonly weights?: readonly number[];
}

export function condorcet(options: CondorcetOptions = {}): Fuser {
  const name = 'condorcet';
  const given = options.weights === undefined ? undefined : checkWeights(options.weights);
  return createFuser(name, (candidates) => {
    const { places } = candidates;
    if (given !== undefined) checkCount(name, places.length, given.length);
    return victories(candidates, given ?? places.map(() => 1));
  });
}

function victories({ ids, places }: Candidates, weights: readonly number[]): Float64Array {
  // Row i holds the rank of every candidate in ranking i; below all others where it lacks one.
  const ranks = places.map((documents) => {
    const row = new Int32Array(ids.length).fill(documents.length);
    documents.forEach((place, p) => {
      row[place] = p;
    });
    return row;
  });
  // Weights such as 0.1, 0.2 and 0.3 do not cancel to the last bit: what rounding alone can make is no majority.
  const rounding = weights.reduce((sum, weight) => sum + weight, 0) * weights.length * Number.EPSILON;
  const scores = new Float64Array(ids.length).fill(1);
  for (let d = 0; d < ids.length; d++) {
    for (let e = d + 1; e < ids.length; e++) {
      let margin = 0;
      for (let i = 0; i < ranks.length; i++) {
        const row = ranks[i]!;
        margin += weights[i]! * Math.sign(row[e]! - row[d]!);
      }
      if (margin > rounding) scores[d]!++;
      else if (margin < -rounding) scores[e]!++;
      else {
        scores[d]! += 0.5;
        scores[e]! += 0.5;
      }
    }
  }
  return scores;
}
