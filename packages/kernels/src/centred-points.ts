import { addRows } from './add-rows.js';
import type { Kernels, Scan } from './kernels.js';
import { paddedLength } from './padded-length.js';
import { laneDot } from './plain/dot.js';

/**
 * Points in the kernels' memory, less their mean: so ‖x‖² + ‖c‖² − 2x·c keeps its digits where they all lie far from 0.
 * Nothing is allocated until they are released, and no view is emptied.
 */
export interface CentredPoints {
  readonly count: number;
  readonly mean: Float64Array;
  /** ‖x − mean‖² of each, added up in the same order as `dot` adds: the distance of a point to itself is exactly 0. */
  readonly squaredNorms: Float32Array;
  /** Makes `centre` less the mean the query `index` of the next `dot`, and returns its squared norm. */
  readonly setQuery: (index: number, centre: Float32Array | Float64Array) => number;
  /** The products of the first `queryCount` queries with all points, a portion of the points after another. */
  readonly dot: (queryCount: number, visit: Visit) => void;
  readonly release: () => void;
}

/** Takes scores [queryCount][rowCount]. */
type Visit = (scores: Float32Array, firstRow: number, rowCount: number) => void;

/** Scores to hold at a time: 1 MiB, so that they are read from the second-level cache. */
const scoresAtOnce = 2 ** 18;

export function centredPoints(
  kernels: Kernels,
  points: Float32Array,
  dimensions: number,
  mostQueries: number,
): CentredPoints {
  const count = points.length / dimensions;
  const stride = paddedLength(dimensions);
  const rows = kernels.allocate(count * stride * 4);
  const queries = kernels.allocate(mostQueries * stride * 4);
  const scores = kernels.allocate(Math.min(count * mostQueries, Math.max(scoresAtOnce, 4 * mostQueries)) * 4);
  const [x, q] = [kernels.view(rows, Float32Array), kernels.view(queries, Float32Array)];
  const allScores = kernels.view(scores, Float32Array);

  const inPortions = (loop: (scan: Scan) => void, queryCount: number, visit: Visit) => {
    const most = Math.max(4, Math.floor(scoresAtOnce / queryCount / 4) * 4);
    for (let firstRow = 0; firstRow < count; firstRow += most) {
      const rowCount = Math.min(most, count - firstRow);
      loop({ queries, queryCount, rows, firstRow, rowCount, stride, scores });
      visit(allScores, firstRow, rowCount);
    }
  };

  const mean = meanOf(points, dimensions);
  for (let i = 0, at = 0; i < count; i++) {
    for (let j = 0, to = i * stride; j < dimensions; j++) x[to++] = points[at++]! - mean[j]!;
  }
  const squaredNorms = new Float32Array(count);
  // The query is 0 still, and squares are added up as products are.
  inPortions(kernels.squaredDistance, 1, (distances, firstRow, rowCount) => {
    for (let i = 0; i < rowCount; i++) squaredNorms[firstRow + i] = 0 - distances[i]!;
  });
  return Object.freeze({
    count,
    mean,
    squaredNorms,
    setQuery: (index: number, centre: Float32Array | Float64Array) => {
      const at = index * stride;
      for (let j = 0; j < dimensions; j++) q[at + j] = centre[j]! - mean[j]!;
      return laneDot(q, at, q, at, stride);
    },
    dot: (queryCount: number, visit: Visit) => inPortions(kernels.dot, queryCount, visit),
    release: () => [rows, queries, scores].forEach(kernels.release),
  });
}

function meanOf(points: Float32Array, dimensions: number): Float64Array {
  const rows = new Uint32Array(points.length / dimensions).map((_, row) => row);
  const sums = new Float64Array(dimensions);
  addRows(points, dimensions, rows, sums, 0);
  return sums.map((sum) => sum / rows.length);
}
