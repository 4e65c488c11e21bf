import { setPadded, withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';
import { decodeRows, gatherRows, unitScales } from './rows.js';
import { rowsBySketches } from './rows-by-sketches.js';

/** Up to so many rows all are compared. */
const veryFewRows = 2 ** 12;

/** Rows compared for each row wanted, where not all are; and at least. */
const compared = { factor: 8, least: 64 };

/** Decoded they stay in the cache until they are multiplied. */
const rowsAtOnce = 1024;

/**
 * The numbers of the `count` stored rows nearest to each of `vectors` by inner product, nearest first; of equals the
 * first. Up to 4,096 rows all are compared, of more those whose sketches are nearest: 8 · count, and 64 at least.
 */
export async function nearestRows(
  data: MultivectorData,
  vectors: Float32Array,
  count: number,
  pace: () => Promise<void> | undefined,
): Promise<readonly Uint32Array[]> {
  const { rows } = data;
  const wanted = Math.max(count * compared.factor, compared.least);
  if (rows.count <= Math.max(veryFewRows, 4 * wanted)) return amongAll(data, vectors, count, pace);
  const candidates = await rowsBySketches(data, vectors, wanted, pace);
  return among(data, vectors, candidates, count, pace);
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
