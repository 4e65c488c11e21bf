/**
 * How far the judgements cover a ranking, which feedback can lead away from the pool.
 *
 *     Judged@k = (judged in the top k) / min(k, retrieved)         as in ir_measures
 *     unj_k    = (not judged in the top k) / k                     as in trec_eval 10.0
 *
 * ir_measures takes every document that the judgements list for judged; trec_eval takes those with a negative
 * grade for unjudged.
 */
import type { Family } from './measure.js';
import { UNPOOLED } from './topic.js';

export const judgedAt: Family = {
  name: 'Judged',
  cutoffs: [10],
  graded: true,
  value: ({ grades }, k) => {
    const top = grades.subarray(0, k);
    return top.length === 0 ? 0 : top.filter((grade) => grade !== UNPOOLED).length / top.length;
  },
};

export const unjudged: Family = {
  trec: 'unj',
  cutoffs: [5, 10, 20],
  graded: true,
  value: ({ grades }, k) => grades.subarray(0, k).filter((grade) => grade < 0).length / k,
};
