/**
 * Centroids as ColBERTv2 and PLAID have them (Santhanam et al., NAACL 2022, arXiv 2112.01488; CIKM 2022, arXiv
 * 2205.09707): k-means of a sample of rows in four iterations.
 *
 * Departure: k-means goes in two levels where there are more than 256 centroids. √centroids cells are clustered first
 * and the rows of each cell then, as one level takes hours of one core: rows × centroids products, against rows ×
 * √centroids.
 */
import { type Kernels, kMeans } from '@reprise/kernels';
import { toUnit } from './check-tokens.js';
import { assignRows, type Codebook, placeCodebook } from './codebook.js';
import { setPadded, withBlocks } from './memory.js';

export interface Training {
  readonly dimensions: number;
  /** How many, at most. */
  readonly centroids: number;
  /** Whether all rows have length 1. */
  readonly unit: boolean;
  readonly pace: () => Promise<void> | undefined;
}

const iterations = 4;
const mostOfOneLevel = 256;
const rowsOfACell = 64;
const rowsAtOnce = 1024;

/** From a sample of rows in random order, at least one. */
export async function trainCodebook(
  kernels: Kernels,
  points: Float32Array,
  training: Training,
): Promise<Codebook> {
  const { dimensions, unit, pace } = training;
  const count = Math.min(training.centroids, points.length / dimensions);
  const none = new Float32Array(dimensions);
  const one = { dimensions, cells: none, unit };
  const flat = (centroids: Float32Array): Codebook => ({
    ...one,
    centroids,
    cellStarts: Uint32Array.of(0, centroids.length / dimensions),
  });
  let book: Codebook;
  if (count <= mostOfOneLevel) book = flat(clustered(kernels, points, dimensions, count));
  else {
    const cellCount = 2 ** Math.round(Math.log2(count) / 2);
    const cells = clustered(
      kernels,
      points.subarray(0, cellCount * rowsOfACell * dimensions),
      dimensions,
      cellCount,
    );
    const cellOf = await assigned(kernels, flat(cells), points, pace);
    const members = Array.from({ length: cellCount }, (): number[] => []);
    for (const [row, cell] of cellOf.entries()) members[cell]!.push(row);
    const filled = [...members.keys()].filter((cell) => members[cell]!.length > 0);
    const shares = sharesOf(
      filled.map((cell) => members[cell]!.length),
      count,
    );
    const parts: Float32Array[] = [];
    for (const [i, cell] of filled.entries()) {
      parts.push(clustered(kernels, picked(points, dimensions, members[cell]!), dimensions, shares[i]!));
      const pause = pace();
      if (pause) await pause;
    }
    const cellStarts = new Uint32Array(filled.length + 1);
    shares.forEach((share, i) => {
      cellStarts[i + 1] = cellStarts[i]! + share;
    });
    const centroids = new Float32Array(count * dimensions);
    for (const [i, part] of parts.entries()) centroids.set(part, cellStarts[i]! * dimensions);
    book = { ...one, centroids, cells: picked(cells, dimensions, filled), cellStarts };
  }
  if (unit) toUnit(book.centroids, dimensions);
  return book;
}

/** Rows are in random order, so the first ones are a random start. */
function clustered(
  kernels: Kernels,
  points: Float32Array,
  dimensions: number,
  clusters: number,
): Float32Array {
  const centres = points.slice(0, clusters * dimensions);
  if (points.length === centres.length) return centres;
  return kMeans(kernels, points, dimensions, { clusters, centres, iterations }).centres;
}

/** Centroids for each cell, in proportion to its rows: one at least, and all together `count`. */
function sharesOf(sizes: readonly number[], count: number): readonly number[] {
  const rows = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (size * count) / rows);
  const shares = exact.map((share) => Math.max(1, Math.floor(share)));
  const missing = (i: number): number => exact[i]! - shares[i]!;
  let left = count - shares.reduce((sum, share) => sum + share, 0);
  for (; left !== 0; left -= Math.sign(left)) {
    let chosen = -1;
    for (let i = 0; i < shares.length; i++) {
      if (left > 0 ? shares[i]! >= sizes[i]! : shares[i]! <= 1) continue;
      if (chosen < 0 || (left > 0 ? missing(i) > missing(chosen) : missing(i) < missing(chosen))) chosen = i;
    }
    shares[chosen]! += Math.sign(left);
  }
  return shares;
}

function picked(points: Float32Array, dimensions: number, rows: readonly number[]): Float32Array {
  const chosen = new Float32Array(rows.length * dimensions);
  for (const [i, row] of rows.entries()) {
    chosen.set(points.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
  }
  return chosen;
}

/** The centroid of each row. */
function assigned(
  kernels: Kernels,
  book: Codebook,
  points: Float32Array,
  pace: () => Promise<void> | undefined,
): Promise<Uint32Array> {
  const { dimensions } = book;
  const rows = points.length / dimensions;
  return withBlocks(kernels, async (take) => {
    const placed = placeCodebook(kernels, take, book);
    const block = take(rowsAtOnce * placed.stride * 4);
    const nearest = new Uint32Array(rows);
    for (let first = 0; first < rows; first += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, rows - first);
      const part = points.subarray(first * dimensions, (first + count) * dimensions);
      setPadded(kernels, block, part, { dimensions, stride: placed.stride });
      nearest.set(await assignRows(kernels, placed, block, count), first);
      const pause = pace();
      if (pause) await pause;
    }
    return nearest;
  });
}
