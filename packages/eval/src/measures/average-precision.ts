/**
 * Average precision:
 *
 *     AP = (1/R) · Σ over relevant retrieved documents of  (relevant up to its rank) / rank
 *
 * Documents that were not retrieved count in R and add nothing. `map_cut` leaves out what stands below rank
 * k but still divides by R. C. Buckley, E. Voorhees: Retrieval System Evaluation, in: TREC: Experiment and
 * Evaluation in Information Retrieval, MIT Press 2005, ch. 3.
 *
 * `gm_map` is the geometric mean over topics of max(AP, 0.00001), which rewards a gain on a hard topic as
 * much as one on an easy topic. S. Robertson: On GMAP: and other transformations, CIKM 2006.
 */
import { ranksWithin } from './cutoff.js';
import type { Family } from './measure.js';
import type { Topic } from './topic.js';

function averagePrecision({ ranks, relevant }: Topic, end: number = ranks.length): number {
  let sum = 0;
  for (let i = 0; i < end; i++) sum += (i + 1) / ranks[i]!;
  return relevant === 0 ? 0 : sum / relevant;
}

export const map: Family = { trec: 'map', name: 'AP', value: (topic) => averagePrecision(topic) };

export const mapCut: Family = {
  trec: 'map_cut',
  name: 'AP',
  cutoffs: [5, 10, 15, 20, 30, 100, 200, 500, 1000],
  value: (topic, k) => averagePrecision(topic, ranksWithin(topic, k)),
};

export const gmMap: Family = {
  trec: 'gm_map',
  summary: 'geometric',
  summaryOnly: true,
  value: (topic) => Math.max(averagePrecision(topic), 0.00001),
};
