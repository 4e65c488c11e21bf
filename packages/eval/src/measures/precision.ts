/**
 * Precision at rank k: (relevant in the top k) / k, also where fewer than k were retrieved. `relative_P`
 * divides by the most that could have been found, min(k, R). It is what BEIR calls capped recall, `R_cap@k`
 * (N. Thakur et al., NeurIPS Datasets and Benchmarks 2021), which is averaged over all judged topics
 * (`missing: 'zero'`) and there rounded.
 */
import { ranksWithin } from './cutoff.js';
import type { Family } from './measure.js';

export const precision: Family = {
  trec: 'P',
  name: 'P',
  cutoffs: [5, 10, 15, 20, 30, 100, 200, 500, 1000],
  value: (topic, k) => ranksWithin(topic, k) / k,
};

export const relativePrecision: Family = {
  trec: 'relative_P',
  name: 'R_cap',
  cutoffs: [5, 10, 15, 20, 30, 100, 200, 500, 1000],
  value: (topic, k) => (topic.relevant === 0 ? 0 : ranksWithin(topic, k) / Math.min(k, topic.relevant)),
};
