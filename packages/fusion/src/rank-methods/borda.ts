/**
 * Borda count: a ranking gives points by position.
 *
 *     score(d) = Σ_i w_i · (c − r_i(d) + 1), and w_i · (c − n_i + 1) / 2 of a ranking that lacks d      form `shared`
 *     score(d) = Σ_i w_i · (n_i − r_i(d) + 1) / n_i, nothing of a ranking that lacks d                  form `relative`
 *
 *     r_i(d): rank from 1, n_i: length of ranking i, c: number of candidates in all rankings
 *
 * `shared`: Aslam and Montague, Models for metasearch, SIGIR 2001, as ranx 0.3.21 (`bordafuse`, `w_bordafuse`): what the
 * ranked documents leave is shared by the others. `relative`: the form in which the ielab group aggregates the rankings
 * of text feedback. Ranks are positions: equal scores share none.
 */
import { type Fuser, optionError } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import { createFuser } from '../internal/create-fuser.js';
import { checkCount, checkWeights } from '../internal/weights.js';

export interface BordaOptions {
  /** How points are given, and what an absent document gets. Default `shared` (paper, ranx). */
  readonly form?: 'shared' | 'relative';
  /** One number of at least 0 for each ranking. Default: all 1, for any number of rankings. */
  readonly weights?: readonly number[];
}

export function borda(options: BordaOptions = {}): Fuser {
  const name = 'borda';
  const { form = 'shared' } = options;
  if (form !== 'shared' && form !== 'relative') throw optionError('form', form, "'shared' or 'relative'");
  const given = options.weights === undefined ? undefined : checkWeights(options.weights);

  return createFuser(name, (candidates) => {
    const { ids, places } = candidates;
    if (given !== undefined) checkCount(name, places.length, given.length);
    const weights = given ?? places.map(() => 1);
    const lengths = places.map(({ length }) => length);
    if (form === 'relative') {
      return accumulate(candidates, (rank, i) => (weights[i]! * (lengths[i]! - rank + 1)) / lengths[i]!);
    }
    const sums = new Float64Array(ids.length);
    places.forEach((documents, i) => {
      // In the order of the rankings, as ranx adds: sums of weighted halves depend on it in their last bit.
      const points = new Float64Array(ids.length).fill((ids.length - documents.length + 1) / 2);
      documents.forEach((place, p) => {
        points[place] = ids.length - p;
      });
      for (let d = 0; d < sums.length; d++) sums[d]! += weights[i]! * points[d]!;
    });
    return sums;
  });
}
