/**
 * k-medoids by PAM: every centre is one of the points, and the sum of distances to the nearest centre is made small.
 *
 *     TD(M) = Σ_o min_{m ∈ M} ‖o − m‖
 *
 * Start: k-medoids++, greedy k-means++ that picks points (Arthur and Vassilvitskii 2007; 2 + ⌊ln K⌋ tries a centre). Then
 * the best of all swaps of a centre with another point, as long as one helps. Kaufman and Rousseeuw: Finding Groups in Data,
 * 1990; all swaps of a point are weighed in one pass over the points, after Schubert and Rousseeuw: Faster k-Medoids
 * Clustering, SISAP 2019 (FastPAM1), which changes no swap. As scikit-learn-extra with `init='k-medoids++'`,
 * `method='pam'`, at most 300 swaps, but with random numbers of our own.
 */
import { type Kernels, loadKernels, paddedLength } from '@reprise/kernels';
import { RepriseError } from '@reprise/spec';
import type { Clusterer } from './clusterer.js';

/** Distances of 10,000 points among themselves fill 400 MB. */
const mostPoints = 10_000;
const mostSwaps = 300;

/** k-medoids. With `representative: 'closest'` each centre is a real token row and is named by its own token. */
export function kMedoids(): Clusterer {
  return Object.freeze({
    name: 'kMedoids',
    cluster: async (points, dimensions, { clusters, seed }) => {
      const count = points.length / dimensions;
      if (count > mostPoints) {
        throw new RepriseError(
          'LIMIT_EXCEEDED',
          `kMedoids was given ${count} token rows and takes ${mostPoints}, as it holds all distances among them: ` +
            'learn from fewer documents, or cluster with kernelKMeans',
          { details: { limit: mostPoints, found: count } },
        );
      }
      // Loaded anew, in less than a millisecond: their memory never shrinks, and this takes much.
      const distances = pairwise(await loadKernels(), points, dimensions);
      const medoids = swapAll(distances, count, start(distances, count, clusters, random(seed)));
      const centres = new Float32Array(clusters * dimensions);
      medoids.forEach((point, i) => {
        centres.set(points.subarray(point * dimensions, (point + 1) * dimensions), i * dimensions);
      });
      return { centres, labels: nearestTwo(distances, count, medoids).labels };
    },
  } satisfies Clusterer);
}

/** Euclidean distances [count][count]. */
function pairwise(kernels: Kernels, points: Float32Array, dimensions: number): Float32Array {
  const count = points.length / dimensions;
  const stride = paddedLength(dimensions);
  const rows = kernels.allocate(count * stride * 4);
  const scores = kernels.allocate(count * count * 4);
  const view = kernels.view(rows, Float32Array);
  for (let row = 0; row < count; row++) {
    view.set(points.subarray(row * dimensions, (row + 1) * dimensions), row * stride);
  }
  kernels.squaredDistance({ queries: rows, queryCount: count, rows, rowCount: count, stride, scores });
  return kernels.view(scores, Float32Array).map((score) => Math.sqrt(Math.max(0, -score)));
}

function start(distances: Float32Array, count: number, clusters: number, next: () => number): Uint32Array {
  const medoids = new Uint32Array(clusters);
  medoids[0] = Math.floor(next() * count);
  let potentials = Float64Array.from({ length: count }, (_, o) => distances[medoids[0]! * count + o]! ** 2);
  for (let i = 1; i < clusters; i++) {
    const total = potentials.reduce((sum, potential) => sum + potential, 0);
    let best = { point: 0, sum: Number.POSITIVE_INFINITY, potentials };
    for (let tries = 2 + Math.floor(Math.log(clusters)); tries > 0; tries--) {
      const point = draw(potentials, next() * total);
      const tried = potentials.map((potential, o) => Math.min(potential, distances[point * count + o]! ** 2));
      const sum = tried.reduce((before, potential) => before + potential, 0);
      if (sum < best.sum) best = { point, sum, potentials: tried };
    }
    medoids[i] = best.point;
    potentials = best.potentials;
  }
  return medoids;
}

/** The point at which the running sum of potentials passes `at`; never one whose potential is 0, if any other is there. */
function draw(potentials: Float64Array, at: number): number {
  let sum = 0;
  let last = 0;
  for (let o = 0; o < potentials.length; o++) {
    if (potentials[o] === 0) continue;
    last = o;
    sum += potentials[o]!;
    if (sum > at) break;
  }
  return last;
}

function swapAll(distances: Float32Array, count: number, medoids: Uint32Array): Uint32Array {
  let current = medoids;
  let near = nearestTwo(distances, count, current);
  for (let swaps = 0; swaps < mostSwaps; swaps++) {
    const swapped = bestSwap(distances, count, current, near);
    const after = nearestTwo(distances, count, swapped);
    // Compared by the sums themselves: rounding in a swap's own difference could go round in circles.
    if (!(after.total < near.total)) return current;
    current = swapped;
    near = after;
  }
  return current;
}

interface Nearest {
  readonly labels: Uint32Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly total: number;
}

/** Each point's medoid, and how far it and the next one are. */
function nearestTwo(distances: Float32Array, count: number, medoids: Uint32Array): Nearest {
  const labels = new Uint32Array(count);
  const first = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const second = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let total = 0;
  for (let o = 0; o < count; o++) {
    for (let i = 0; i < medoids.length; i++) {
      const distance = distances[medoids[i]! * count + o]!;
      if (distance < first[o]!) {
        second[o] = first[o]!;
        first[o] = distance;
        labels[o] = i;
      } else if (distance < second[o]!) second[o] = distance;
    }
    total += first[o]!;
  }
  return { labels, first, second, total };
}

/** The medoids after the one swap that lowers the sum of distances most. */
function bestSwap(distances: Float32Array, count: number, medoids: Uint32Array, near: Nearest): Uint32Array {
  const { labels, first, second } = near;
  const own = new Float64Array(medoids.length);
  let best = { change: Number.POSITIVE_INFINITY, medoid: 0, point: medoids[0]! };
  for (let h = 0; h < count; h++) {
    let shared = 0;
    own.fill(0);
    for (let o = 0; o < count; o++) {
      const distance = distances[h * count + o]!;
      const gain = Math.min(distance - first[o]!, 0);
      shared += gain;
      own[labels[o]!]! += Math.min(distance, second[o]!) - first[o]! - gain;
    }
    for (let i = 0; i < medoids.length; i++) {
      if (shared + own[i]! < best.change) best = { change: shared + own[i]!, medoid: i, point: h };
    }
  }
  return medoids.map((point, i) => (i === best.medoid ? best.point : point));
}

/** Numbers from 0 to below 1: a counter in steps of the golden ratio, each mixed by multiplications (32 bits of state). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
