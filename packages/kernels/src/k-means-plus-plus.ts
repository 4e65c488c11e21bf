/**
 * Greedy k-means++ (Arthur and Vassilvitskii, 2007, with the local trials of their implementation, as in scikit-learn):
 * a further centre is drawn from the points with probability proportional to the squared distance to the nearest centre so
 * far; 2 + ⌊ln k⌋ are drawn, and the one that leaves the smallest sum of those distances is taken, the first among equals.
 */
import type { CentredPoints } from './centred-points.js';

/** How many candidates are drawn for each centre. */
export function trialsFor(clusters: number): number {
  return 2 + Math.floor(Math.log(clusters));
}

/** The points to begin with, as row numbers. `random` is uniform in [0, 1). */
export function kMeansPlusPlus(
  centred: CentredPoints,
  pointAt: (row: number) => Float32Array,
  clusters: number,
  random: () => number,
): number[] {
  const { count, squaredNorms } = centred;
  const trials = trialsFor(clusters);
  /** The squared distance of each point to the nearest centre, now and with each candidate. */
  const distances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const closer = new Float64Array(trials * count);
  let total = 0;

  /** Fills `closer`, and takes the candidate that leaves least. */
  const takeBest = (candidates: readonly number[]): number => {
    const norms = candidates.map((row, trial) => centred.setQuery(trial, pointAt(row)));
    const sums = candidates.map(() => 0);
    centred.dot(candidates.length, (scores, firstRow, rowCount) => {
      norms.forEach((norm, trial) => {
        const scored = scores.subarray(trial * rowCount, (trial + 1) * rowCount);
        const target = closer.subarray(trial * count + firstRow);
        sums[trial]! += moveCloser(distances, squaredNorms, firstRow, scored, norm, target);
      });
    });
    const best = sums.indexOf(Math.min(...sums));
    distances.set(closer.subarray(best * count, (best + 1) * count));
    total = sums[best]!;
    return candidates[best]!;
  };

  const draw = (): number => {
    let left = random() * total;
    for (let row = 0; row < count - 1; row++) {
      left -= distances[row]!;
      if (left < 0) return row;
    }
    return count - 1;
  };

  const chosen = [takeBest([Math.floor(random() * count)])];
  while (chosen.length < clusters) {
    chosen.push(takeBest(Array.from({ length: trials }, draw)));
  }
  return chosen;
}

/** The squared distances of rows with a further centre, to `target`; returns their sum. */
function moveCloser(
  distances: Float64Array,
  squaredNorms: Float32Array,
  firstRow: number,
  scores: Float32Array,
  squaredNorm: number,
  target: Float64Array,
): number {
  let sum = 0;
  for (let i = 0, row = firstRow; i < scores.length; i++, row++) {
    const distance = squaredNorms[row]! + squaredNorm - 2 * scores[i]!;
    const before = distances[row]!;
    const closer = distance >= before ? before : distance > 0 ? distance : 0;
    target[i] = closer;
    sum += closer;
  }
  return sum;
}
