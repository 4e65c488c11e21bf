/**
 * BayesFuse: a document gets, from each ranking, the logarithm of its odds to be relevant.
 *
 *     score(d) = Σ_i ln(p / (1 − p)),    p = P_i(bin of r_i(d)), or 0.001 of a ranking that lacks d
 *
 *     bins of ranks: 1–5, 6–10, 11–15, 16–20, 21–30, 31–100, 101–200, 201–500, 501–1000
 *     P_i(bin): mean over the training queries of (relevant documents of run i in the bin) / (width of the bin)
 *
 * Aslam and Montague: Models for metasearch, SIGIR 2001, without the prior, which is the same for all documents. As ranx
 * 0.3.21 (`bayesfuse`), with two departures: p is kept from 0.001 to 0.999, where ranx replaces only 0 and 1, so that in it
 * a bin with one relevant document in ten thousand counts less than an empty one; and a rank below 1000, where ranx reads
 * outside its array, counts as absent. `learned`: the logarithm for each bin.
 */
import { accumulate } from '../internal/accumulate.js';
import {
  countRelevant,
  createTrainedFuser,
  findings,
  meanOver,
  type TrainedFuser,
  type TrainingOptions,
} from './training.js';

/** The last rank of each bin. */
const ends = [5, 10, 15, 20, 30, 100, 200, 500, 1000];
const lowest = 0.001;
const logOdds = (chance: number): number => Math.log(chance / (1 - chance));
const absent = logOdds(lowest);

export function trainBayesFuse(options: TrainingOptions): TrainedFuser {
  const learned = findings(options).map((found) =>
    ends.map((end, b) => {
      const start = ends[b - 1] ?? 0;
      const chance = meanOver(found, (each) => countRelevant(each, start, end) / (end - start));
      return logOdds(Math.min(Math.max(chance, lowest), 1 - lowest));
    }),
  );
  return createTrainedFuser('bayesFuse', learned, (candidates) =>
    // What a document has above that of a document which all rankings lack.
    accumulate(candidates, (rank, i) => (learned[i]![binOf(rank)] ?? absent) - absent).map(
      (sum) => sum + learned.length * absent,
    ),
  );
}

function binOf(rank: number): number {
  return ends.findIndex((end) => rank <= end);
}
