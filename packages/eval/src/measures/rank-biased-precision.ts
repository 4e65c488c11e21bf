/**
 * Rank-biased precision: the reader goes on to the next document with the persistence p.
 *
 *     RBP       = (1 − p) · Σ over ranks i of  gain(i) · p^(i−1)
 *     rbp_resid = p^n + (1 − p) · Σ over unjudged ranks i of  p^(i−1),    0 where all n were judged
 *
 * A. Moffat, J. Zobel: Rank-Biased Precision for Measurement of Retrieval Effectiveness, ACM TOIS 27 (2008).
 *
 * `RBP(p=0.8)` gains 1 from the level on, as in the paper and in ir_measures, whose default p is 0.8 too. `rbp` and
 * its residual, what unjudged documents could still add, are those of trec_eval 10.0: p is 0.9, and where the topic's
 * highest grade is above 1 the gain is the grade divided by it.
 */
import type { Family } from './measure.js';

const p = 0.9;

export const rankBiasedPrecision: Family = {
  name: 'RBP',
  cutoffs: [0.8],
  cutoff: 'persistence',
  value: ({ ranks }, persistence) =>
    (1 - persistence) * ranks.reduce((sum, rank) => sum + persistence ** (rank - 1), 0),
};

export const rbp: Family = {
  trec: 'rbp',
  graded: true,
  value: ({ grades, judged }) => {
    const highest = Math.max(judged[0] ?? 0, 1);
    let weight = 1;
    let sum = 0;
    for (const grade of grades) {
      if (grade > 0) sum += (grade / highest) * weight;
      weight *= p;
    }
    return (1 - p) * sum;
  },
};

export const rbpResidual: Family = {
  trec: 'rbp_resid',
  graded: true,
  value: ({ grades }) => {
    let weight = 1;
    let sum = 0;
    for (const grade of grades) {
      if (grade < 0) sum += weight;
      weight *= p;
    }
    return sum === 0 ? 0 : weight + (1 - p) * sum;
  },
};
