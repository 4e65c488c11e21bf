/**
 * nDCG averaged over the documents with a gain: at the rank of each that was retrieved, and at the end of the
 * ranking against the whole ideal for each that was not.
 *
 *     ndcg_rel = (1/P) · [ Σ over ranks i with a gain of nDCG@i  +  (P − their number) · DCG / ideal DCG ]
 *
 * P counts the judged documents with a grade above 0. An experimental measure of trec_eval (C. Buckley, 2008).
 */
import { discounted, gaining } from './gains.js';
import type { Family } from './measure.js';

export const ndcgRel: Family = {
  trec: 'ndcg_rel',
  graded: true,
  gains: true,
  value: ({ grades, judged }) => {
    const positive = gaining(judged);
    if (positive === 0) return 0;
    let dcg = 0;
    let ideal = 0;
    let sum = 0;
    let found = 0;
    for (let i = 0; i < grades.length; i++) {
      if (i < positive) ideal += judged[i]! / Math.log2(i + 2);
      if (grades[i]! <= 0) continue;
      dcg += grades[i]! / Math.log2(i + 2);
      sum += dcg / ideal;
      found++;
    }
    // Below 0 only where gains leave documents with a gain out of the ideal; there trec_eval gives 0 too.
    return Math.max((sum + ((positive - found) * dcg) / discounted(judged, positive)) / positive, 0);
  },
};
