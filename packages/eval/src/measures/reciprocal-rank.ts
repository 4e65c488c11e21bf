/**
 * Reciprocal rank: 1 / (rank of the first relevant document), 0 where none was retrieved. E. Voorhees: The
 * TREC-8 Question Answering Track Report, 1999. trec_eval knows it without a cut-off only; `RR@k` is 0 where
 * the first relevant document stands below rank k, which trec_eval gives with `-M k`.
 */
import { ranksWithin } from './cutoff.js';
import type { Family } from './measure.js';
import type { Topic } from './topic.js';

const reciprocal = ({ ranks }: Topic): number => (ranks.length === 0 ? 0 : 1 / ranks[0]!);

export const reciprocalRank: Family = { trec: 'recip_rank', name: 'RR', value: reciprocal };

export const reciprocalRankCut: Family = {
  name: 'RR',
  cutoffs: [10],
  value: (topic, k) => (ranksWithin(topic, k) > 0 ? reciprocal(topic) : 0),
};
