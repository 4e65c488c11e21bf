/**
 * R-precision: precision at rank R, the number of relevant documents. `Rprec_mult` measures it at multiples
 * of R, at rank ⌊m·R + 0.9⌋. Both divide by the rank, also where fewer were retrieved.
 */
import { ranksWithin } from './cutoff.js';
import type { Family } from './measure.js';
import type { Topic } from './topic.js';

const precisionAt = (topic: Topic, rank: number): number =>
  rank === 0 ? 0 : ranksWithin(topic, rank) / rank;

export const rPrecision: Family = {
  trec: 'Rprec',
  name: 'Rprec',
  value: (topic) => precisionAt(topic, topic.relevant),
};

export const rPrecisionMultiple: Family = {
  trec: 'Rprec_mult',
  cutoffs: [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2],
  cutoff: 'fraction',
  value: (topic, multiple) => precisionAt(topic, Math.floor(multiple * topic.relevant + 0.9)),
};
