/** Recall at rank k: (relevant in the top k) / R, and 0 where nothing is relevant. */
import { ranksWithin } from './cutoff.js';
import type { Family } from './measure.js';

export const recall: Family = {
  trec: 'recall',
  name: 'R',
  cutoffs: [5, 10, 15, 20, 30, 100, 200, 500, 1000],
  value: (topic, k) => (topic.relevant === 0 ? 0 : ranksWithin(topic, k) / topic.relevant),
};
