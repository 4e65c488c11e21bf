/**
 * Inferred average precision, for judgements of which only a sample was made: documents with a negative
 * grade are in the pool and unjudged, and are taken to be relevant as often as the judged ones above them.
 *
 *     infAP = (1/R) · Σ over relevant retrieved documents at rank k of
 *             1/k + ((k−1)/k) · (pooled above / (k−1)) · (rel above + ε) / (rel above + nonrel above + 2ε)
 *
 * with ε = 0.00001, and 1 for rank 1. E. Yilmaz, J. Aslam: Estimating Average Precision with Incomplete and
 * Imperfect Judgments, CIKM 2006.
 */
import type { Family } from './measure.js';
import { UNPOOLED } from './topic.js';

const epsilon = 0.00001;

export const inferredAP: Family = {
  trec: 'infAP',
  name: 'infAP',
  value: ({ grades, level, relevant }) => {
    let rel = 0;
    let nonrel = 0;
    let pooled = 0;
    let sum = 0;
    grades.forEach((grade, above) => {
      if (grade === UNPOOLED) return;
      if (grade >= level) {
        const inferred = (rel + epsilon) / (rel + nonrel + 2 * epsilon);
        const k = above + 1;
        sum += above === 0 ? 1 : 1 / k + (above / k) * (pooled / above) * inferred;
        rel++;
      } else if (grade >= 0) nonrel++;
      pooled++;
    });
    return relevant === 0 ? 0 : sum / relevant;
  },
};
