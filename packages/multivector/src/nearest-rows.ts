import { setPadded, withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';
import { centroidProducts } from './pruned-candidates.js';
import { sketchQueries, sketchStride } from './row-sketches.js';
import { decodeRows, gatherRows, unitScales } from './rows.js';

/** Up to so many rows the sketches of all are looked at. */
export const fewRows: number = 2 ** 16;

/** Up to so many rows all are compared. */
const veryFewRows = 2 ** 12;

/** Rows compared for each row wanted, where not all are; and at least. */
const compared = { factor: 8, bySketches: 64, byCentroids: 1024 };

/** Decoded they stay in the cache until they are multiplied. */
const rowsAtOnce = 1024;

/**
 * The numbers of the `count` stored rows nearest to each of `vectors` by inner product, nearest first; of equals the
 * first. Up to 4,096 rows all are compared. Up to 65,536 those are whose sketches are nearest, 8 · count and 64 at least:
 * all but one in some hundreds of the nearest ten are among them. Above, those of the best centroids are, of as many as hold
 * 8 · count rows, and 1,024 at least: eight of the nearest ten.
 */
export async function nearestRows(
  data: MultivectorData,
  vectors: Float32Array,
  count: number,
  pace: () => Promise<void> | undefined,
): Promise<readonly Uint32Array[]> {
  const { rows } = data;
  const wanted = (least: number): number => Math.min(rows.count, Math.max(count * compared.factor, least));
  if (rows.count > fewRows) {
    const given = await byCentroids(data, vectors, wanted(compared.byCentroids));
    return among(data, vectors, given, count, pace);
  }
  const near = wanted(compared.bySketches);
  if (rows.count <= veryFewRows || rows.stride <= sketchStride || near > rows.count / 4) {
    return amongAll(data, vectors, count, pace);
  }
  return among(data, vectors, await bySketches(data, vectors, near, pace), count, pace);
}

function amongAll(
  data: MultivectorData,
  vectors: Float32Array,
  count: number,
  pace: () => Promise<void> | undefined,
): Promise<readonly Uint32Array[]> {
  const { kernels, rows, dimensions } = data;
  const { stride } = rows;
  const queryCount = vectors.length / dimensions;
  return withBlocks(kernels, async (take) => {
    const queries = take(queryCount * stride * 4);
    setPadded(kernels, queries, vectors, { dimensions, stride });
    const portion = Math.min(rowsAtOnce, rows.count);
    const direct = rows.precision === 'f32';
    const decoded = direct ? rows.block : take(portion * stride * 4);
    const scores = take(queryCount * portion * 4);
    const selections = Array.from({ length: queryCount }, () => kernels.select(Math.min(count, rows.count)));
    try {
      for (let first = 0; first < rows.count; first += portion) {
        const rowCount = Math.min(portion, rows.count - first);
        if (!direct) decodeRows(kernels, rows, data.codebook, { first, count: rowCount, target: decoded });
        const firstRow = direct ? first : 0;
        kernels.dot({ queries, queryCount, rows: decoded, firstRow, rowCount, stride, scores });
        await withBlocks(kernels, (takePart) => {
          const scales = unitScales(kernels, rows, data.codebook, {
            decoded,
            count: rowCount,
            take: takePart,
          });
          if (scales) multiply(kernels.view(scores, Float32Array), queryCount, scales);
        });
        selections.forEach((selection, i) => {
          selection.offer({ scores, firstScore: i * rowCount, firstRow: first, rowCount });
        });
        const pause = pace();
        if (pause) await pause;
      }
      return selections.map((selection) => selection.take().rows);
    } finally {
      for (const selection of selections) selection.release();
    }
  });
}

/** Those whose sketches have the greatest products, by number. */
function bySketches(
  data: MultivectorData,
  vectors: Float32Array,
  wanted: number,
  pace: () => Promise<void> | undefined,
): Promise<readonly Uint32Array[]> {
  const { kernels, rows, dimensions } = data;
  const { stride } = rows;
  const count = vectors.length / dimensions;
  return withBlocks(kernels, async (take) => {
    const sketches = await data.sketches();
    const padded = take(count * stride * 4);
    setPadded(kernels, padded, vectors, { dimensions, stride });
    const queries = take(count * sketchStride * 2);
    await sketchQueries(kernels, sketches, { block: padded, count, stride }, queries);
    const portion = Math.min(rowsAtOnce, rows.count);
    const scores = take(count * portion * 4);
    const selections = Array.from({ length: count }, () => kernels.select(wanted));
    try {
      for (let firstRow = 0; firstRow < rows.count; firstRow += portion) {
        const rowCount = Math.min(portion, rows.count - firstRow);
        kernels.dotInt8({
          queries,
          queryCount: count,
          rows: sketches.block,
          scales: sketches.scales,
          firstRow,
          rowCount,
          stride: sketchStride,
          scores,
        });
        selections.forEach((selection, i) => {
          selection.offer({ scores, firstScore: i * rowCount, firstRow, rowCount });
        });
        const pause = pace();
        if (pause) await pause;
      }
      return selections.map((selection) => selection.take().rows.sort());
    } finally {
      for (const selection of selections) selection.release();
    }
  });
}

/** Those of the best centroids, ascending: of so many that there are `wanted` rows. */
function byCentroids(
  data: MultivectorData,
  vectors: Float32Array,
  wanted: number,
): Promise<readonly Uint32Array[]> {
  const { kernels, dimensions, codebook } = data;
  return withBlocks(kernels, (take) => {
    const { block, rows } = centroidProducts(data, take, { data: vectors, dimensions });
    return Array.from({ length: rows }, (_, i) =>
      rowsNear(data, wanted, (probes) => {
        const selection = kernels.select(probes);
        try {
          selection.offer({ scores: block, firstScore: i * codebook.count, rowCount: codebook.count });
          return selection.take().rows;
        } finally {
          selection.release();
        }
      }),
    );
  });
}

/** The nearest of rows that are given for each vector, ascending. */
function among(
  data: MultivectorData,
  vectors: Float32Array,
  given: readonly Uint32Array[],
  count: number,
  pace: () => Promise<void> | undefined,
): Promise<readonly Uint32Array[]> {
  const { kernels, rows, dimensions, codebook } = data;
  const { stride } = rows;
  return withBlocks(kernels, async (take) => {
    // Taken once for all vectors: new blocks are filled with zeros first, which takes as long as to gather rows.
    const most = given.reduce((longest, { length }) => Math.max(longest, length), 0);
    const query = take(stride * 4);
    const decoded = take(most * stride * 4);
    const scores = take(most * 4);
    const selection = kernels.select(Math.min(count, rows.count));
    try {
      const results: Uint32Array[] = [];
      for (const [i, selected] of given.entries()) {
        const vector = vectors.subarray(i * dimensions, (i + 1) * dimensions);
        setPadded(kernels, query, vector, { dimensions, stride });
        await gatherRows(kernels, rows, codebook, selected, decoded);
        const rowCount = selected.length;
        kernels.dot({ queries: query, rows: decoded, rowCount, stride, scores });
        await withBlocks(kernels, (takePart) => {
          const scales = unitScales(kernels, rows, codebook, { decoded, count: rowCount, take: takePart });
          if (scales) multiply(kernels.view(scores, Float32Array), 1, scales);
        });
        selection.offer({ scores, rowCount });
        results.push(selection.take().rows.map((at) => selected[at]!));
        const pause = pace();
        if (pause) await pause;
      }
      return results;
    } finally {
      selection.release();
    }
  });
}

/** Products of rows into those of the rows at length 1. */
function multiply(products: Float32Array, queryCount: number, scales: Float32Array): void {
  for (let i = 0; i < queryCount; i++) {
    for (let row = 0; row < scales.length; row++) products[i * scales.length + row]! *= scales[row]!;
  }
}

/** The rows of the best centroids, ascending: of so many centroids that there are `wanted` rows. */
function rowsNear(
  data: MultivectorData,
  wanted: number,
  bestCentroids: (probes: number) => Uint32Array,
): Uint32Array {
  const { starts, rows } = data.lists();
  for (let probes = Math.min(32, data.codebook.count); ; probes = Math.min(2 * probes, data.codebook.count)) {
    const lists: Uint32Array[] = [];
    let found = 0;
    for (const centroid of bestCentroids(probes)) {
      if (found >= wanted) break;
      const list = rows.subarray(starts[centroid], starts[centroid + 1]);
      lists.push(list);
      found += list.length;
    }
    if (found < wanted && probes < data.codebook.count) continue;
    const near = new Uint32Array(found);
    let at = 0;
    for (const list of lists) {
      near.set(list, at);
      at += list.length;
    }
    return near.sort();
  }
}
