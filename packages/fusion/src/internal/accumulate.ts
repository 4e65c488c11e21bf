import type { Candidates } from './candidates.js';

/** For each candidate, the sum over the rankings that hold it of `contribution(rank from 1, ranking, score)`. */
export function accumulate(
  { ids, places, scores }: Candidates,
  contribution: (rank: number, ranking: number, score: number) => number,
): Float64Array {
  const sums = new Float64Array(ids.length);
  for (let i = 0; i < places.length; i++) {
    const documents = places[i]!;
    const values = scores[i]!;
    for (let p = 0; p < documents.length; p++) sums[documents[p]!]! += contribution(p + 1, i, values[p]!);
  }
  return sums;
}

/** m(d): how many rankings hold each candidate. */
export function countHolders(candidates: Candidates): Float64Array {
  return accumulate(candidates, () => 1);
}

/** For each candidate, its scores in the rankings that hold it. */
export function scoresOfEach({ ids, places, scores }: Candidates): readonly number[][] {
  const lists = ids.map((): number[] => []);
  places.forEach((documents, i) => {
    documents.forEach((place, p) => {
      lists[place]!.push(scores[i]![p]!);
    });
  });
  return lists;
}
