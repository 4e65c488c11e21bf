/**
 * Binary preference: how many judged non-relevant documents stand above each relevant one. Documents that
 * nobody judged are passed over.
 *
 *     bpref = (1/R) · Σ over relevant retrieved documents r of  1 − min(nᵣ, R) / min(N, R)
 *
 * nᵣ is the number of judged non-relevant documents above r and N their number in the judgements; a
 * document with nᵣ = 0 counts 1. C. Buckley, E. Voorhees: Retrieval Evaluation with Incomplete Information,
 * SIGIR 2004, in the form that trec_eval has used since version 8. `gm_bpref` is the geometric mean over
 * topics of max(bpref, 0.00001).
 */
import type { Family } from './measure.js';
import type { Topic } from './topic.js';

function binaryPreference({ grades, judged, level, relevant }: Topic): number {
  const nonrelevant = judged.length - relevant;
  const most = Math.min(nonrelevant, relevant);
  let above = 0;
  let sum = 0;
  for (const grade of grades) {
    if (grade >= level) sum += above === 0 ? 1 : 1 - Math.min(above, relevant) / most;
    else if (grade >= 0) above++;
  }
  return relevant === 0 ? 0 : sum / relevant;
}

export const bpref: Family = { trec: 'bpref', name: 'Bpref', value: binaryPreference };

export const gmBpref: Family = {
  trec: 'gm_bpref',
  summary: 'geometric',
  summaryOnly: true,
  value: (topic) => Math.max(binaryPreference(topic), 0.00001),
};
