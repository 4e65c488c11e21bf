/**
 * The largest singular values of a sparse matrix and their right singular vectors, by randomised subspace iteration.
 *
 *     Q = orth(A·Ω), repeatedly Q = orth(A·(Aᵀ·Q)), then the eigenvectors of (Aᵀ·Q)ᵀ·(Aᵀ·Q)
 *
 * Halko, Martinsson and Tropp: Finding Structure with Randomness, SIAM Review 53(2), 2011, algorithms 4.4 and 5.1. Ω comes of a
 * generator with a fixed seed, so that the same matrix gives the same numbers.
 */
import { pacer } from '@reprise/spec';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type SparseMatrix, times, transposedTimes } from './sparse-matrix.js';

export interface TruncatedSvd {
  /** Largest first; those that are 0 but for rounding are left out. */
  readonly singularValues: Float64Array;
  /** Columns of the matrix × singular values, row by row: `V`. */
  readonly rightVectors: Float64Array;
}

/** Columns taken beside those asked for, and rounds: the paper's advice for slowly falling singular values. */
const oversampling = 20;
const iterations = 4;

export async function truncatedSvd(
  matrix: SparseMatrix,
  rank: number,
  signal?: AbortSignal,
): Promise<TruncatedSvd> {
  const { rows, width } = matrix;
  const pause = pacer(signal);
  const count = Math.min(rank + oversampling, rows, width);
  if (count === 0) return { singularValues: new Float64Array(0), rightVectors: new Float64Array(0) };
  let q = times(matrix, gaussian(width * count), count);
  for (let i = 0; i < iterations; i++) {
    await orthonormalise(q, rows, count, pause);
    const back = transposedTimes(matrix, q, count);
    await pause();
    q = times(matrix, back, count);
    await pause();
  }
  await orthonormalise(q, rows, count, pause);
  const b = transposedTimes(matrix, q, count);
  const { values, vectors } = eigen(await gram(b, width, count, pause), count);

  const largest = values[0] ?? 0;
  const kept = values.slice(0, rank).filter((value) => value > largest * 1e-12);
  const singularValues = Float64Array.from(kept, Math.sqrt);
  const rightVectors = new Float64Array(width * kept.length);
  for (let row = 0; row < width; row++) {
    for (let k = 0; k < kept.length; k++) {
      let sum = 0;
      for (let c = 0; c < count; c++) sum += b[row * count + c]! * vectors[c * count + k]!;
      rightVectors[row * kept.length + k] = sum / singularValues[k]!;
    }
    await pause();
  }
  return { singularValues, rightVectors };
}

/** Gram–Schmidt, twice, so that rounding leaves columns at right angles; a column that depends on others becomes 0. */
async function orthonormalise(
  q: Float64Array,
  rows: number,
  count: number,
  pause: () => Promise<void> | undefined,
): Promise<void> {
  const columns = Array.from({ length: count }, (_, c) => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row++) column[row] = q[row * count + c]!;
    return column;
  });
  for (const [c, column] of columns.entries()) {
    const before = norm(column);
    for (let pass = 0; pass < 2; pass++) {
      for (let earlier = 0; earlier < c; earlier++) {
        const other = columns[earlier]!;
        let along = 0;
        for (let row = 0; row < rows; row++) along += column[row]! * other[row]!;
        for (let row = 0; row < rows; row++) column[row]! -= along * other[row]!;
      }
    }
    const length = norm(column);
    const scale = length > before * 1e-10 ? 1 / length : 0;
    for (let row = 0; row < rows; row++) q[row * count + c] = column[row]! *= scale;
    await pause();
  }
}

const norm = (vector: Float64Array): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

/** `BᵀB` of `rows` rows and `count` columns. */
async function gram(
  b: Float64Array,
  rows: number,
  count: number,
  pause: () => Promise<void> | undefined,
): Promise<Float64Array> {
  const product = new Float64Array(count * count);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < count; i++) {
      const value = b[row * count + i]!;
      if (value === 0) continue;
      for (let j = i; j < count; j++) product[i * count + j]! += value * b[row * count + j]!;
    }
    await pause();
  }
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) product[i * count + j] = product[j * count + i]!;
  return product;
}

/** Eigenvalues of a symmetric matrix, largest first, with their vectors as columns. */
function eigen(
  symmetric: Float64Array,
  size: number,
): { readonly values: number[]; readonly vectors: Float64Array } {
  const matrix = Matrix.from1DArray(size, size, symmetric);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let row = 0; row < size; row++) vectors[row * size + to] = eigenvectorMatrix.get(row, from);
  });
  return { values: order.map((from) => Math.max(0, realEigenvalues[from]!)), vectors };
}

/** Standard normal numbers by Box and Muller, of a 32-bit generator (xorshift) with a fixed seed. */
function gaussian(count: number): Float64Array {
  let state = 0x9e3779b9;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}
