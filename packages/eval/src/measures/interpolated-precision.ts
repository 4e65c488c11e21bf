/**
 * Interpolated precision at recall r: the highest precision at any rank where at least r·R relevant documents
 * have been found, 0 where so many were not retrieved. `11pt_avg` is its mean at r = 0, 0.1, …, 1.
 *
 * r·R becomes a whole number of documents by ⌊r·R + 0.9⌋ up to 9.0.8 and by rounding in 10.0.
 *
 * Departure: for a ranking without documents (`judgedOnly` can leave none) trec_eval divides 0 by 0 and
 * prints `nan`, also in the mean; here the value is 0.
 */
import type { Family } from './measure.js';
import type { Topic } from './topic.js';

const points = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

function interpolated({ ranks, relevant, version }: Topic, recall: number): number {
  const wanted = version === '10.0' ? Math.round(recall * relevant) : Math.floor(recall * relevant + 0.9);
  let best = 0;
  for (let i = Math.max(wanted, 1); i <= ranks.length; i++) best = Math.max(best, i / ranks[i - 1]!);
  return best;
}

export const precisionAtRecall: Family = {
  trec: 'iprec_at_recall',
  name: 'IPrec',
  cutoffs: points,
  cutoff: 'fraction',
  value: interpolated,
};

export const elevenPointAverage: Family = {
  trec: '11pt_avg',
  value: (topic) => points.reduceRight((sum, point) => sum + interpolated(topic, point), 0) / points.length,
};
