/**
 * Rows in few dimensions, by which those near a vector are told from the others cheaply. With the directions B, orthonormal,
 * a row x and a vector q become
 *
 *     s(x) = [B·x, ‖x − BᵀB·x‖],   s(q) = [B·q, ½ · ‖q − BᵀB·q‖]
 *
 * The product of what lies outside of B is at most that of its lengths. Half of that is granted: granting nothing passes over
 * rows that B knows little of, granting all of it lets nearly every row through.
 *
 * B spans the principal directions about the origin, by subspace iteration on the second moments of a sample of rows (Golub
 * and Van Loan, Matrix Computations, 8.2.4). It need not be exact.
 */
import { type Block, type Kernels, quantiseInt8, quantiseQuery } from '@reprise/kernels';
import { partsOf } from './lists.js';
import { allocate, setPadded, withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';
import { seededNumbers } from './random.js';
import { gatherRows, type Matrix, squaredLengths, unitScales } from './rows.js';

/** Bytes of a sketch. */
export const sketchStride = 64;

const directionCount = sketchStride - 1;
/** Rows, spread over all, a multiple of 16. */
const sampled = 2048;
const iterations = 8;
const rowsAtOnce = 1024;
const seed = 42;
/** Of the most that the product of what lies outside of B can be. */
const granted = 0.5;

export interface Sketches {
  /** Of the rows in the order of `Lists`: those of a centroid lie together. */
  readonly rows: Sketch;
  readonly centroids: Sketch;
  /** B, float32, [directionCount][stride of the rows]. */
  readonly directions: Block;
  /** Makes those of the rows of some centroids, ascending, that are not there yet. */
  readonly complete: (centroids: Uint32Array, pace: () => Promise<void> | undefined) => Promise<void>;
}

/** Rows for `dotInt8`. */
export interface Sketch {
  /** Int8, [rows][sketchStride]. */
  readonly codes: Block;
  /** Float32, [rows]. */
  readonly scales: Block;
  readonly count: number;
}

/** With the centroids' sketches, and room for those of the rows. */
export async function sketchesOf(data: MultivectorData): Promise<Sketches> {
  const { kernels, rows, codebook } = data;
  const { stride } = rows;
  const directions = allocate(kernels, directionCount * stride * 4);
  await findDirections(data, directions);
  const placeFor = (count: number): Sketch => ({
    codes: allocate(kernels, count * sketchStride),
    scales: allocate(kernels, count * 4),
    count,
  });
  const centroids = placeFor(codebook.count);
  await sketch(kernels, directions, { block: codebook.centroids, count: codebook.count, stride }, centroids);
  const ofRows = placeFor(rows.count);
  const made = new Uint8Array(codebook.count);
  return {
    rows: ofRows,
    centroids,
    directions,
    complete: async (wanted, pace) => {
      const missing = wanted.filter((centroid) => made[centroid] === 0);
      if (missing.length === 0) return;
      await sketchRows(data, directions, ofRows, missing, pace);
      for (const centroid of missing) made[centroid] = 1;
    },
  };
}

/** Sketches the rows of some centroids, ascending. */
async function sketchRows(
  data: MultivectorData,
  directions: Block,
  target: Sketch,
  centroids: Uint32Array,
  pace: () => Promise<void> | undefined,
): Promise<void> {
  const { kernels, rows, codebook } = data;
  const { stride } = rows;
  const lists = data.lists();
  await withBlocks(kernels, async (take) => {
    const block = take(Math.min(rowsAtOnce, rows.count) * stride * 4);
    for (const [first, count] of partsOf(lists, centroids, rowsAtOnce)) {
      const selected = lists.rows.subarray(first, first + count);
      await gatherRows(kernels, rows, codebook, selected, block);
      await sketch(kernels, directions, { block, count, stride }, target, first);
      const lengths = await withBlocks(kernels, (takePart) =>
        unitScales(kernels, rows, codebook, { decoded: block, count, take: takePart }),
      );
      const scales = kernels.view(target.scales, Float32Array);
      lengths?.forEach((length, row) => {
        scales[first + row]! *= length;
      });
      const pause = pace();
      if (pause) await pause;
    }
  });
}

/** Sketches rows into places from `first` on. */
async function sketch(
  kernels: Kernels,
  directions: Block,
  matrix: Matrix,
  target: Sketch,
  first = 0,
): Promise<void> {
  const values = await sketchValues(kernels, directions, matrix);
  const codes = kernels.view(target.codes, Int8Array).subarray(first * sketchStride);
  const scales = kernels.view(target.scales, Float32Array).subarray(first);
  for (let row = 0; row < matrix.count; row++) {
    const [from, to] = [row * sketchStride, (row + 1) * sketchStride];
    scales[row] = quantiseInt8(values.subarray(from, to), codes.subarray(from, to));
  }
}

/** Vectors as queries of `dotInt8` for the sketches, [vectors][sketchStride]. */
export function sketchQueries(
  { kernels, dimensions, rows: { stride } }: MultivectorData,
  { directions }: Sketches,
  vectors: Float32Array,
): Promise<Int16Array> {
  const count = vectors.length / dimensions;
  return withBlocks(kernels, async (take) => {
    const block = take(count * stride * 4);
    setPadded(kernels, block, vectors, { dimensions, stride });
    const values = await sketchValues(kernels, directions, { block, count, stride });
    const queries = new Int16Array(values.length);
    for (let at = 0; at < values.length; at += sketchStride) {
      values[at + directionCount]! *= granted;
      quantiseQuery(values.subarray(at, at + sketchStride), queries.subarray(at, at + sketchStride));
    }
    return queries;
  });
}

/** [B·x, ‖x − BᵀB·x‖] of each row. */
function sketchValues(kernels: Kernels, directions: Block, matrix: Matrix): Promise<Float32Array> {
  const { block, count, stride } = matrix;
  return withBlocks(kernels, (take) => {
    const inside = take(count * directionCount * 4);
    kernels.dot({
      queries: block,
      queryCount: count,
      rows: directions,
      rowCount: directionCount,
      stride,
      scores: inside,
    });
    const squares = squaredLengths(kernels, matrix, take);
    const products = kernels.view(inside, Float32Array);
    const values = new Float32Array(count * sketchStride);
    for (let row = 0; row < count; row++) {
      let outside = squares[row]!;
      for (let i = 0; i < directionCount; i++) {
        const value = products[row * directionCount + i]!;
        values[row * sketchStride + i] = value;
        outside -= value * value;
      }
      values[row * sketchStride + directionCount] = Math.sqrt(Math.max(0, outside));
    }
    return values;
  });
}

/** Fills `directions`: B ← the orthonormal rows that span B·C, again and again, C being Σ xxᵀ over the sample. */
function findDirections({ kernels, rows, codebook }: MultivectorData, directions: Block): Promise<void> {
  const { stride, count } = rows;
  const sample = Uint32Array.from({ length: sampled }, (_, i) => Math.floor((i * count) / sampled));
  return withBlocks(kernels, async (take) => {
    const [decoded, columns] = [take(sampled * stride * 4), take(sampled * stride * 4)];
    await gatherRows(kernels, rows, codebook, sample, decoded);
    transpose(kernels.view(decoded, Float32Array), sampled, stride, kernels.view(columns, Float32Array));
    const [moments, turned] = [take(stride * stride * 4), take(directionCount * stride * 4)];
    kernels.dot({
      queries: columns,
      queryCount: stride,
      rows: columns,
      rowCount: stride,
      stride: sampled,
      scores: moments,
    });
    const below = seededNumbers(seed);
    const basis = Float64Array.from({ length: directionCount * stride }, () => below(2 ** 16) - 2 ** 15);
    for (let i = 0; ; i++) {
      orthonormalise(basis, stride);
      kernels.view(directions, Float32Array).set(basis);
      if (i === iterations) return;
      kernels.dot({
        queries: directions,
        queryCount: directionCount,
        rows: moments,
        rowCount: stride,
        stride,
        scores: turned,
      });
      basis.set(kernels.view(turned, Float32Array).subarray(0, basis.length));
    }
  });
}

/** Gram–Schmidt, twice for each row, as rounding leaves something after once. A row that depends on those before becomes 0. */
function orthonormalise(basis: Float64Array, length: number): void {
  const product = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += a[i]! * b[i]!;
    return sum;
  };
  for (let end = length; end <= basis.length; end += length) {
    const row = basis.subarray(end - length, end);
    const before = Math.sqrt(product(row, row));
    for (let again = 0; again < 2; again++) {
      for (let at = 0; at < end - length; at += length) {
        const other = basis.subarray(at, at + length);
        const share = product(row, other);
        for (let i = 0; i < length; i++) row[i]! -= share * other[i]!;
      }
    }
    const after = Math.sqrt(product(row, row));
    const scale = after > before * 1e-6 ? 1 / after : 0;
    for (let i = 0; i < length; i++) row[i]! *= scale;
  }
}

function transpose(from: Float32Array, rows: number, columns: number, to: Float32Array): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) to[column * rows + row] = from[row * columns + column]!;
  }
}
