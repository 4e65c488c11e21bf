/** Success at rank k: 1 if any of the top k is relevant, else 0. */
import type { Family } from './measure.js';

export const success: Family = {
  trec: 'success',
  name: 'Success',
  cutoffs: [1, 5, 10],
  value: ({ ranks }, k) => (ranks.length > 0 && ranks[0]! <= k ? 1 : 0),
};
