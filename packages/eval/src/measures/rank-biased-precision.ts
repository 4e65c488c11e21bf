/**
 * Rank-biased precision as trec_eval 10.0 has it, with the persistence p = 0.9 and, where the topic's highest
 * grade is above 1, grades divided by it; and its residual, what unjudged documents could still add:
 *
 *     rbp       = (1 − p) · Σ over ranks i of  gain(i) · p^(i−1)
 *     rbp_resid = p^n + (1 − p) · Σ over unjudged ranks i of  p^(i−1),    0 where all n were judged
 *
 * A. Moffat, J. Zobel: Rank-Biased Precision for Measurement of Retrieval Effectiveness, ACM TOIS 27 (2008).
 */
import type { Family } from './measure.js';

const p = 0.9;

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
