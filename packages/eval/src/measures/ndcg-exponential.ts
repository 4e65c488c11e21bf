/**
 * nDCG with a gain that doubles from grade to grade, so that the best documents decide it:
 *
 *     DCG = Σ over ranks i ≤ k of  (2^grade(i) − 1) / log2(i + 1),     nDCG@k = DCG / (DCG of the best possible order)
 *
 * C. Burges et al.: Learning to Rank using Gradient Descent, ICML 2005; what TREC's gdeval.pl computes (there rounded)
 * and ranx calls ndcg_burges. Gains are divided by 2^(highest grade), which changes no ratio and no digit, so that a
 * grade of 5,000 gives a number.
 */
import { discounted } from './gains.js';
import type { Family } from './measure.js';

export const ndcgExponentialCut: Family = {
  name: 'nDCG',
  variant: "dcg='exp-log2'",
  cutoffs: [10],
  graded: true,
  value: ({ grades, judged }, k) => {
    const highest = judged[0] ?? 0;
    const gainOf = (grade: number): number => 2 ** (grade - highest) - 2 ** -highest;
    const ideal = discounted(judged.subarray(0, k).map(gainOf), k);
    return ideal === 0 ? 0 : discounted(grades.subarray(0, k).map(gainOf), k) / ideal;
  },
};
