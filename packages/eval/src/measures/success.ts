/** Success at rank k: 1 if any of the top k is relevant, else 0. */
import { ranksWithin } from './cutoff.js';
import type { Family } from './measure.js';

export const success: Family = {
  trec: 'success',
  name: 'Success',
  cutoffs: [1, 5, 10],
  value: (topic, k) => (ranksWithin(topic, k) > 0 ? 1 : 0),
};
