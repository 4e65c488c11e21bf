/**
 * Normalised gain, between AP and nDCG: a document's gain is discounted by how much gain was missed so far.
 *
 *     G = Σ over ranks i of  grade(i) / log2(2 + Σ_{j≤i} max(ideal(j), 1) − Σ_{j≤i} grade(j))  /  Σ ideal
 *
 * `binG` counts grades as 0 or 1, so the sum in the logarithm is the number of non-relevant documents above:
 *
 *     binG = (1/R) · Σ over relevant retrieved documents of  1 / log2(2 + non-relevant above)
 *
 * Experimental measures of trec_eval (C. Buckley, 2008).
 *
 * Departure: gains less than 1 apart can leave the best order below the ranking (see `regraded`). Nothing was missed
 * then, and the logarithm is that of 2; trec_eval's falls below 1, and its value is negative, infinite or no number.
 */
import type { Family } from './measure.js';

export const gain: Family = {
  trec: 'G',
  graded: true,
  gains: true,
  value: ({ grades, judged }) => {
    const ideal = judged.reduce((sum, grade) => sum + grade, 0);
    if (ideal === 0) return 0;
    let possible = 0;
    let gained = 0;
    let sum = 0;
    for (let i = 0; i < grades.length; i++) {
      possible += Math.max(judged[i] ?? 0, 1);
      if (grades[i]! <= 0) continue;
      gained += grades[i]!;
      sum += grades[i]! / Math.log2(2 + Math.max(possible - gained, 0));
    }
    return sum / ideal;
  },
};

export const binaryGain: Family = {
  trec: 'binG',
  value: ({ ranks, relevant }) => {
    let sum = 0;
    for (let i = 0; i < ranks.length; i++) sum += 1 / Math.log2(2 + ranks[i]! - (i + 1));
    return relevant === 0 ? 0 : sum / relevant;
  },
};
