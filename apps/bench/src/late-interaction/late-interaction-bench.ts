import type { Bench } from '../bench.js';
import { clusteringTimes } from './clustering.js';
import { maxSimTimes } from './max-sim.js';
import { tokenFeedbackTimes } from './token-feedback.js';
import { tokenSearchTimes } from './token-search.js';

/** Of small models, of ColBERT and of MiniLM's own rows. */
const widths = [96, 128, 384] as const;

/** Token rows: MaxSim, k-means, the step of ColBERT-PRF between its searches, and search of an index, all and pruned. */
export const lateInteractionBench: Bench = async function* ({ documents, peers }) {
  for (const dimensions of widths) yield await maxSimTimes(documents, dimensions, peers);
  yield await clusteringTimes(peers);
  yield* tokenFeedbackTimes(documents);
  yield* tokenSearchTimes(documents);
};
