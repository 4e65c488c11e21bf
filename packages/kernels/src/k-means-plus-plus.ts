/**
 * Greedy k-means++ (Arthur and Vassilvitskii, 2007, with the local trials of their implementation, as in scikit-learn):
 * a further centre is drawn from the points with probability proportional to the squared distance to the nearest centre
 * so far; 2 + ⌊ln k⌋ are drawn, and the one that leaves the smallest sum of those distances is taken, the first among
 * equals.
 */
import type { KMeansPoints } from './k-means-points.js';

/** How many candidates are drawn for each centre. */
export function trialsFor(clusters: number): number {
  return 2 + Math.floor(Math.log(clusters));
}

/** Makes points the centres, and keeps their scores where they are kept. `random` is uniform in [0, 1). */
export function kMeansPlusPlus(points: KMeansPoints, random: () => number): void {
  const { loops, count, rowCount, stride, clusters, parts } = points;
  const { rows, squaredNorms, centres, queries, fresh, scores, distances, closer, candidates, sums } = parts;
  /** The distances up to each point and with its own added up. */
  const upTo = new Float64Array(count);

  /** Takes the best of the first `trials` candidates for the next centre. */
  const takeBest = (cluster: number, trials: number): void => {
    for (let trial = 0; trial < trials; trial++) {
      const from = candidates[trial]! * stride;
      queries.set(rows.subarray(from, from + stride), trial * stride);
    }
    loops.dot(queries.byteOffset, trials, rows.byteOffset, rowCount, stride, fresh.byteOffset);
    loops.closerDistances(
      distances.byteOffset,
      squaredNorms.byteOffset,
      candidates.byteOffset,
      trials,
      fresh.byteOffset,
      rowCount,
      closer.byteOffset,
      sums.byteOffset,
    );
    let best = 0;
    for (let trial = 1; trial < trials; trial++) {
      if (sums[trial]! < sums[best]!) best = trial;
    }
    const from = best * rowCount;
    distances.set(closer.subarray(from, from + rowCount));
    if (parts.keepsScores) scores.set(fresh.subarray(from, from + rowCount), cluster * rowCount);
    centres.set(queries.subarray(best * stride, (best + 1) * stride), cluster * stride);
  };

  const draw = (): number => {
    const wanted = random() * upTo[count - 1]!;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  distances.fill(Number.POSITIVE_INFINITY).fill(0, count);
  candidates[0] = Math.floor(random() * count);
  takeBest(0, 1);
  for (let cluster = 1; cluster < clusters; cluster++) {
    for (let i = 0, sum = 0; i < count; i++) {
      sum += distances[i]!;
      upTo[i] = sum;
    }
    for (let trial = 0; trial < candidates.length; trial++) candidates[trial] = draw();
    takeBest(cluster, candidates.length);
  }
}
