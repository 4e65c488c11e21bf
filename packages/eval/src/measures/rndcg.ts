/**
 * nDCG averaged over the ranks at which the ideal gain drops: with 5 documents of grade 3, 3 of grade 2 and
 * 10 of grade 1 these are 5, 8 and 18. One more point is the end of the ranking, where more than one document
 * stands below the last drop. 0 where nothing is relevant at the level. An experimental measure of trec_eval
 * (C. Buckley, 2008).
 *
 * Departure: where gains below 1 leave no ideal, trec_eval divides by 0 and prints `nan`; here the value is 0.
 */
import { discounted, gaining } from './gains.js';
import type { Family } from './measure.js';

export const rNdcg: Family = {
  trec: 'Rndcg',
  gains: true,
  value: ({ grades, judged, relevant }) => {
    if (relevant === 0) return 0;
    const positive = gaining(judged);
    if (positive === 0) return 0;
    let sum = 0;
    let points = 0;
    for (let rank = 1; rank <= positive; rank++) {
      if (judged[rank] === judged[rank - 1]) continue;
      sum += discounted(grades, rank) / discounted(judged, rank);
      points++;
    }
    // "More than one" and not "any" is what trec_eval does: its loop has then already passed the next rank.
    if (grades.length > positive + 1) {
      sum += discounted(grades, grades.length) / discounted(judged, positive);
      points++;
    }
    return sum / points;
  },
};
