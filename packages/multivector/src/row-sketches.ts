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
import { pacer } from '@reprise/spec';
import { allocate, withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';
import { seededNumbers } from './random.js';
import { decodeRows, gatherRows, unitScales } from './rows.js';

/** Bytes of a sketch. Rows of no more dimensions have no use for one. */
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
  /** Int8, [rows][sketchStride]. */
  readonly block: Block;
  /** Float32, [rows]. */
  readonly scales: Block;
  /** B, float32, [directionCount][stride of the rows]. */
  readonly directions: Block;
}

export async function sketchRows(data: MultivectorData): Promise<Sketches> {
  const { kernels, rows, codebook } = data;
  const pace = pacer();
  const directions = allocate(kernels, directionCount * rows.stride * 4);
  await findDirections(data, directions);
  const block = allocate(kernels, rows.count * sketchStride);
  const scales = allocate(kernels, rows.count * 4);
  const most = Math.min(rowsAtOnce, rows.count);
  await withBlocks(kernels, async (take) => {
    const decoded = take(most * rows.stride * 4);
    for (let first = 0; first < rows.count; first += most) {
      const count = Math.min(most, rows.count - first);
      decodeRows(kernels, rows, codebook, { first, count, target: decoded });
      const values = await sketchValues(kernels, directions, { block: decoded, count, stride: rows.stride });
      const lengths = await withBlocks(kernels, (takePart) =>
        unitScales(kernels, rows, codebook, { decoded, count, take: takePart }),
      );
      const codes = kernels.view(block, Int8Array).subarray(first * sketchStride);
      const steps = kernels.view(scales, Float32Array).subarray(first);
      for (let row = 0; row < count; row++) {
        const [from, to] = [row * sketchStride, (row + 1) * sketchStride];
        const step = quantiseInt8(values.subarray(from, to), codes.subarray(from, to));
        steps[row] = step * (lengths?.[row] ?? 1);
      }
      const pause = pace();
      if (pause) await pause;
    }
  });
  return { block, scales, directions };
}

/** Queries for `dotInt8` with the sketches, int16, of rows of float32. */
export async function sketchQueries(
  kernels: Kernels,
  { directions }: Sketches,
  queries: Matrix,
  target: Block,
): Promise<void> {
  const values = await sketchValues(kernels, directions, queries);
  const codes = kernels.view(target, Int16Array);
  for (let at = 0; at < values.length; at += sketchStride) {
    values[at + directionCount]! *= granted;
    quantiseQuery(values.subarray(at, at + sketchStride), codes.subarray(at, at + sketchStride));
  }
}

/** Float32 rows of `stride`. */
interface Matrix {
  readonly block: Block;
  readonly count: number;
  readonly stride: number;
}

/** [B·x, ‖x − BᵀB·x‖] of each row. */
function sketchValues(
  kernels: Kernels,
  directions: Block,
  { block, count, stride }: Matrix,
): Promise<Float32Array> {
  return withBlocks(kernels, (take) => {
    const [inside, zeros, squares] = [take(count * directionCount * 4), take(stride * 4), take(count * 4)];
    kernels.dot({
      queries: block,
      queryCount: count,
      rows: directions,
      rowCount: directionCount,
      stride,
      scores: inside,
    });
    kernels.squaredDistance({ queries: zeros, rows: block, rowCount: count, stride, scores: squares });
    const products = kernels.view(inside, Float32Array);
    const distances = kernels.view(squares, Float32Array);
    const values = new Float32Array(count * sketchStride);
    for (let row = 0; row < count; row++) {
      let outside = -distances[row]!;
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
