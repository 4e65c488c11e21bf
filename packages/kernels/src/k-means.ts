/**
 * k-means: Lloyd's algorithm (Lloyd, 1982). Every point goes to its nearest centre, of equally near ones to the first; every
 * centre to the mean of its points, in float64; until no point moves. A centre without points stays where it is.
 *
 * As in scikit-learn it also ends where the centres move by no more than `tolerance` times the mean variance of a dimension
 * (squared distances, summed over the centres). Departures: empty clusters are not moved to far points, and random numbers
 * are other ones.
 *
 * The nearest centre is the one with the highest x·c − ‖c‖² / 2, by the kernels' `dot` of points less their mean: near ties
 * are decided in float32. Both implementations of the kernels give the same clustering, bit for bit.
 */
import { addRows } from './add-rows.js';
import { requireCount } from './block-store.js';
import { type CentredPoints, centredPoints } from './centred-points.js';
import { kMeansPlusPlus, trialsFor } from './k-means-plus-plus.js';
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
   * Where to begin, [clusters][dimensions]. Default: greedy k-means++, whose time grows with points × clusters × log clusters:
   * for thousands of clusters give a sample of the points instead.
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
 * Clusters `points`, [n][dimensions]. Takes n × (dimensions + 1) × 4 bytes of the kernels' memory, 1 MiB or more of scores,
 * and gives them back. Throws a RangeError where an option is out of range or a point is not finite.
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
  const pointAt = (row: number) => points.subarray(row * dimensions, (row + 1) * dimensions);
  const centred = centredPoints(kernels, points, dimensions, Math.max(clusters, trialsFor(clusters)));
  try {
    const strange = centred.squaredNorms.findIndex((norm) => !Number.isFinite(norm));
    if (strange >= 0) {
      throw new RangeError(
        `point ${strange} or the mean is not finite, or too far off to square: scale the points`,
      );
    }
    const begin = (): Float64Array => {
      if (centres) return Float64Array.from(centres);
      const begun = new Float64Array(clusters * dimensions);
      const rows = kMeansPlusPlus(centred, pointAt, clusters, () => bits() / 2 ** 32);
      rows.forEach((row, k) => {
        begun.set(pointAt(row), k * dimensions);
      });
      return begun;
    };
    let best = lloyd(centred, points, begin(), iterations, tolerance);
    for (let start = 1; start < starts; start++) {
      const other = lloyd(centred, points, begin(), iterations, tolerance);
      if (other.inertia < best.inertia) best = other;
    }
    return best;
  } finally {
    centred.release();
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

function lloyd(
  centred: CentredPoints,
  points: Float32Array,
  centres: Float64Array,
  most: number,
  tolerance: number,
): Clustering {
  const dimensions = centred.mean.length;
  const variance = centred.squaredNorms.reduce((sum, norm) => sum + norm, 0) / points.length;
  const labels = new Uint32Array(centred.count);
  /** Clusters that gained or lost points: the others' centres are where they belong. */
  const changed = new Uint8Array(centres.length / dimensions).fill(1);
  let iterations = 0;
  assign(centred, centres, labels, changed);
  changed.fill(1);
  while (iterations < most) {
    iterations++;
    const moved = update(points, dimensions, labels, changed, centres);
    changed.fill(0);
    assign(centred, centres, labels, changed);
    if (!changed.includes(1) || moved <= tolerance * variance) break;
  }
  const rounded = Float32Array.from(centres);
  return { centres: rounded, labels, inertia: inertiaOf(points, dimensions, labels, rounded), iterations };
}

/** Labels every point with its nearest centre, and marks the clusters that it left or joined. */
function assign(
  centred: CentredPoints,
  centres: Float64Array,
  labels: Uint32Array,
  changed: Uint8Array,
): void {
  const dimensions = centred.mean.length;
  const halfNorms = new Float64Array(changed.length);
  for (let k = 0; k < halfNorms.length; k++) {
    halfNorms[k] = centred.setQuery(k, centres.subarray(k * dimensions, (k + 1) * dimensions)) / 2;
  }
  centred.dot(halfNorms.length, (scores, firstRow, rowCount) => {
    const nearest = nearestOf(scores, rowCount, halfNorms);
    for (let i = 0; i < rowCount; i++) {
      const before = labels[firstRow + i]!;
      const after = nearest[i]!;
      if (before === after) continue;
      labels[firstRow + i] = after;
      changed[before] = 1;
      changed[after] = 1;
    }
  });
}

/** For each row the query with the highest score less its half norm. `scores` is [queries][rowCount]. */
function nearestOf(scores: Float32Array, rowCount: number, halfNorms: Float64Array): Uint32Array {
  const highest = new Float64Array(rowCount).fill(Number.NEGATIVE_INFINITY);
  const nearest = new Uint32Array(rowCount);
  for (let k = 0, at = 0; k < halfNorms.length; k++) {
    const halfNorm = halfNorms[k]!;
    for (let i = 0; i < rowCount; i++) {
      const nearness = scores[at++]! - halfNorm;
      if (nearness > highest[i]!) {
        highest[i] = nearness;
        nearest[i] = k;
      }
    }
  }
  return nearest;
}

/** Moves the centres of changed clusters to the mean of their points; returns the sum of the squared distances moved. */
function update(
  points: Float32Array,
  dimensions: number,
  labels: Uint32Array,
  changed: Uint8Array,
  centres: Float64Array,
): number {
  const sums = new Float64Array(centres.length);
  const members = membersOf(labels, changed.length);
  let moved = 0;
  changed.forEach((isChanged, k) => {
    const rows = members(k);
    if (!isChanged || rows.length === 0) return;
    addRows(points, dimensions, rows, sums, k * dimensions);
    for (let at = k * dimensions, end = at + dimensions; at < end; at++) {
      const centre = sums[at]! / rows.length;
      moved += (centre - centres[at]!) ** 2;
      centres[at] = centre;
    }
  });
  return moved;
}

/** The points of each cluster, in order: a counting sort. */
function membersOf(labels: Uint32Array, clusters: number): (cluster: number) => Uint32Array {
  const ends = new Uint32Array(clusters);
  for (let i = 0; i < labels.length; i++) ends[labels[i]!]!++;
  for (let k = 1; k < clusters; k++) ends[k]! += ends[k - 1]!;
  const starts = ends.slice();
  const rows = new Uint32Array(labels.length);
  for (let i = labels.length - 1; i >= 0; i--) rows[--starts[labels[i]!]!] = i;
  return (cluster) => rows.subarray(starts[cluster], ends[cluster]);
}

function inertiaOf(
  points: Float32Array,
  dimensions: number,
  labels: Uint32Array,
  centres: Float32Array,
): number {
  let total = 0;
  for (let i = 0, at = 0; i < labels.length; i++) {
    let sum = 0;
    for (let j = 0, from = labels[i]! * dimensions; j < dimensions; j++) {
      const difference = points[at++]! - centres[from++]!;
      sum += difference * difference;
    }
    total += sum;
  }
  return total;
}
