/**
 * k-means: Lloyd's algorithm (Lloyd, 1982). Every point goes to its nearest centre, of equally near ones to the first;
 * every centre to the mean of its points, in float64; until no point moves. A centre without points stays where it is.
 *
 * As in scikit-learn it also ends where the centres move by no more than `tolerance` times the mean variance of a
 * dimension (squared distances, summed over the centres). Departures: empty clusters are not moved to far points, and
 * random numbers are other ones.
 *
 * The nearest centre is the one with the highest x·c − ‖c‖² / 2, by the kernels' `dot`, of points less their mean where
 * that is far from 0: near ties are decided in float32. While the scores of all points fit in a cache, those with
 * centres that did not move are kept. Both implementations of the kernels give the same clustering, bit for bit.
 */
import { requireCount } from './block-store.js';
import { kMeansPlusPlus, trialsFor } from './k-means-plus-plus.js';
import { type KMeansPoints, kMeansPoints } from './k-means-points.js';
import type { Kernels } from './kernels.js';
import { randomBits } from './random-bits.js';

export interface KMeansOptions {
  /** From 1 to the number of points. */
  readonly clusters: number;
  /** Of the random numbers, an integer of 32 bits. Default 42. */
  readonly seed?: number;
  /** Most updates of the centres. Default 300, as scikit-learn's. */
  readonly iterations?: number;
  /** Movement that is none, relative to the variance. Default 1e-4, as scikit-learn's. */
  readonly tolerance?: number;
  /**
   * Where to begin, [clusters][dimensions]. Default: greedy k-means++, whose time grows with points × clusters × log
   * clusters: for thousands of clusters give a sample of the points instead.
   */
  readonly centres?: Float32Array;
  /** How often to begin anew; the clustering with the least inertia is kept. Default 1; more need random centres. */
  readonly starts?: number;
}

export interface Clustering {
  /** [clusters][dimensions] */
  readonly centres: Float32Array;
  /** The number of the nearest centre for each point. */
  readonly labels: Uint32Array;
  /** Σ ‖x − its centre‖². */
  readonly inertia: number;
  /** How often the centres were updated. */
  readonly iterations: number;
}

/**
 * Clusters `points`, [n][dimensions]. Takes n × (dimensions + 3) × 4 bytes of the kernels' memory, where it finds the
 * centres n × (5 + 2 ⌊ln clusters⌋) × 4 more, and 1 MiB or more of scores; and gives them back. Throws a RangeError
 * where an option is out of range or a point is not finite.
 */
export function kMeans(
  kernels: Kernels,
  points: Float32Array,
  dimensions: number,
  options: KMeansOptions,
): Clustering {
  const { clusters, seed = 42, iterations = 300, tolerance = 1e-4, centres, starts = 1 } = options;
  check(points, dimensions, options);
  const bits = randomBits(seed);
  const placed = kMeansPoints(kernels, points, dimensions, clusters, centres ? 0 : trialsFor(clusters));
  try {
    const strange = placed.parts.squaredNorms.findIndex((norm) => !Number.isFinite(norm));
    if (strange >= 0) {
      throw new RangeError(
        `point ${strange} or the mean is not finite, or too far off to square: scale the points`,
      );
    }
    const start = (): Clustering => {
      if (centres) placed.setCentres(centres);
      else kMeansPlusPlus(placed, () => bits() / 2 ** 32);
      placed.parts.changed.fill(centres ? 1 : 0);
      return lloyd(placed, iterations, tolerance);
    };
    let best = start();
    for (let begun = 1; begun < starts; begun++) {
      const other = start();
      if (other.inertia < best.inertia) best = other;
    }
    return best;
  } finally {
    placed.release();
  }
}

function check(points: Float32Array, dimensions: number, options: KMeansOptions): void {
  const { clusters, seed = 0, iterations = 0, tolerance = 0, centres, starts = 1 } = options;
  if (!(Number.isSafeInteger(dimensions) && dimensions > 0)) {
    throw new RangeError(`dimensions is ${dimensions}: give an integer above 0`);
  }
  if (points.length % dimensions !== 0) {
    throw new RangeError(
      `points are ${points.length} values: give a multiple of the ${dimensions} dimensions`,
    );
  }
  const count = points.length / dimensions;
  if (!(Number.isSafeInteger(clusters) && clusters > 0 && clusters <= count)) {
    throw new RangeError(`clusters is ${clusters}: give an integer from 1 to the number of points, ${count}`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}: give an integer`);
  requireCount('iterations', iterations);
  if (!(tolerance >= 0)) throw new RangeError(`tolerance is ${tolerance}: give a number of at least 0`);
  if (!(Number.isSafeInteger(starts) && starts > 0)) {
    throw new RangeError(`starts is ${starts}: give an integer above 0`);
  }
  if (!centres) return;
  if (centres.length !== clusters * dimensions) {
    const wanted = `${clusters} × ${dimensions}`;
    throw new RangeError(`centres are ${centres.length} values: give ${wanted}, clusters × dimensions`);
  }
  if (starts > 1)
    throw new RangeError(`starts is ${starts}: with given centres all starts are alike, give 1`);
}

/** From the placed centres on, of which those that are `changed` have no scores yet. */
function lloyd(placed: KMeansPoints, most: number, tolerance: number): Clustering {
  const { loops, count, stride, variance, parts } = placed;
  const { rows, nearest, centres, changed } = parts;
  const labels = new Uint32Array(count);
  let iterations = 0;
  assign(placed, labels);
  changed.fill(1);
  while (iterations < most) {
    iterations++;
    const moved = update(placed, labels);
    assign(placed, labels);
    if (!changed.includes(1) || moved <= tolerance * variance) break;
  }
  const inertia = loops.inertia(rows.byteOffset, stride, count, nearest.byteOffset, centres.byteOffset);
  return { centres: placed.centres(), labels, inertia, iterations };
}

/** Labels every point with its nearest centre, and marks the clusters that it left or joined: no others. */
function assign(placed: KMeansPoints, labels: Uint32Array): void {
  const { loops, rowCount, stride, clusters, portion, parts } = placed;
  const { rows, zeros, centres, offsets, scores, nearest, changed } = parts;
  loops.squaredDistance(zeros.byteOffset, 1, centres.byteOffset, clusters, stride, offsets.byteOffset);
  for (let k = 0; k < clusters; k++) offsets[k]! /= 2;
  if (parts.keepsScores) scoreChanged(placed);
  for (let first = 0; first < rowCount; first += portion) {
    const scored = Math.min(portion, rowCount - first);
    if (!parts.keepsScores) {
      const from = rows.byteOffset + first * stride * 4;
      loops.dot(centres.byteOffset, clusters, from, scored, stride, scores.byteOffset);
    }
    loops.nearestCentres(
      scores.byteOffset,
      offsets.byteOffset,
      clusters,
      scored,
      nearest.byteOffset + first * 4,
    );
  }
  changed.fill(0);
  for (let i = 0; i < labels.length; i++) {
    const before = labels[i]!;
    const after = nearest[i]!;
    if (before === after) continue;
    labels[i] = after;
    changed[before] = 1;
    changed[after] = 1;
  }
}

/** Computes the scores of changed clusters. The others' centres are where they were, and so are the points. */
function scoreChanged({ loops, rowCount, stride, parts }: KMeansPoints): void {
  const { rows, centres, queries, fresh, scores, changed } = parts;
  const stale: number[] = [];
  for (let k = 0; k < changed.length; k++) {
    if (!changed[k]) continue;
    queries.set(centres.subarray(k * stride, (k + 1) * stride), stale.length * stride);
    stale.push(k);
  }
  loops.dot(queries.byteOffset, stale.length, rows.byteOffset, rowCount, stride, fresh.byteOffset);
  stale.forEach((k, query) => {
    scores.set(fresh.subarray(query * rowCount, (query + 1) * rowCount), k * rowCount);
  });
}

/**
 * Moves the centres of changed clusters to the mean of their points; returns the sum of the squared distances moved.
 */
function update({ loops, stride, clusters, parts }: KMeansPoints, labels: Uint32Array): number {
  const { rows, centres, members, ends, changed } = parts;
  // A counting sort, whose starts become ends.
  ends.fill(0);
  for (let i = 0; i < labels.length; i++) ends[labels[i]!]!++;
  for (let k = 0, start = 0; k < clusters; k++) {
    const size = ends[k]!;
    ends[k] = start;
    start += size;
  }
  for (let i = 0; i < labels.length; i++) members[ends[labels[i]!]!++] = i;
  return loops.moveCentres(
    rows.byteOffset,
    stride,
    members.byteOffset,
    ends.byteOffset,
    changed.byteOffset,
    clusters,
    centres.byteOffset,
  );
}
