/**
 * Normalised discounted cumulative gain, the gain being the grade itself:
 *
 *     DCG = Σ over ranks i of  grade(i) / log2(i + 1),     nDCG = DCG / (DCG of the best possible order)
 *
 * K. Järvelin, J. Kekäläinen: Cumulated gain-based evaluation of IR techniques, ACM TOIS 20 (2002), with the
 * discount of C. Burges et al., ICML 2005, which starts at rank 2. The best order takes every judged
 * document; `ndcg_cut` cuts both sums at rank k. Grades below 1 gain nothing. The level from which a
 * document is relevant plays no part.
 */
import { discounted } from './gains.js';
import type { Family } from './measure.js';
import type { Topic } from './topic.js';

function normalised({ grades, judged }: Topic, k = Number.POSITIVE_INFINITY): number {
  const ideal = discounted(judged, k);
  return ideal === 0 ? 0 : discounted(grades, k) / ideal;
}

export const ndcg: Family = {
  trec: 'ndcg',
  name: 'nDCG',
  graded: true,
  gains: true,
  value: (topic) => normalised(topic),
};

export const ndcgCut: Family = {
  trec: 'ndcg_cut',
  name: 'nDCG',
  cutoffs: [5, 10, 15, 20, 30, 100, 200, 500, 1000],
  graded: true,
  value: normalised,
};
