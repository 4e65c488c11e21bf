/** Set utility with trec_eval's default weights: relevant retrieved − non-relevant retrieved. */
import type { Family } from './measure.js';

export const utility: Family = {
  trec: 'utility',
  value: ({ ranks, grades }) => ranks.length - (grades.length - ranks.length),
};
