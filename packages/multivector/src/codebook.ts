import type { Block, Kernels } from '@reprise/kernels';
import { paddedLength } from '@reprise/kernels';
import { setPadded, type Take, withBlocks } from './memory.js';

/** Centroids of an index, in two levels. Plain data, as it is saved. */
export interface Codebook {
  readonly dimensions: number;
  /** [centroids][dimensions]; those of a cell lie one after another. */
  readonly centroids: Float32Array;
  /** Centres of the cells, [cells][dimensions]. */
  readonly cells: Float32Array;
  /** The centroids of cell i are those from `cellStarts[i]` to `cellStarts[i + 1]`, at least one. */
  readonly cellStarts: Uint32Array;
  /** Whether all rows had length 1: so have the centroids, and so have decoded residual codes. */
  readonly unit: boolean;
}

/** A codebook in the memory of kernels. */
export interface PlacedCodebook {
  readonly book: Codebook;
  readonly stride: number;
  readonly count: number;
  readonly centroids: Block;
  readonly cells: Block;
  readonly cellCount: number;
  /** |c|² / 2: the nearest centroid is the one with the highest product less this. */
  readonly halfNorms: { readonly centroids: Float32Array; readonly cells: Float32Array };
}

/** Cells whose centroids a row is compared with. */
const cellsAtMost = 4;

export function placeCodebook(kernels: Kernels, take: Take, book: Codebook): PlacedCodebook {
  const { dimensions, cellStarts } = book;
  const stride = paddedLength(dimensions);
  const cellCount = cellStarts.length - 1;
  const count = cellStarts[cellCount]!;
  const place = (rows: Float32Array, rowCount: number): Block => {
    const block = take(rowCount * stride * 4);
    setPadded(kernels, block, rows, { dimensions, stride });
    return block;
  };
  return {
    book,
    stride,
    count,
    centroids: place(book.centroids, count),
    cells: place(book.cells, cellCount),
    cellCount,
    halfNorms: { centroids: halfNorms(book.centroids, count), cells: halfNorms(book.cells, cellCount) },
  };
}

/**
 * The centroid of each of float32 rows: the nearest one of those in the four nearest cells; of equals the first.
 * Comparing with all of 2¹⁴ centroids would take ten times as long and find some that are slightly nearer.
 */
export function assignRows(
  kernels: Kernels,
  placed: PlacedCodebook,
  rows: Block,
  rowCount: number,
): Promise<Uint32Array> {
  const { book, stride, cellCount, halfNorms } = placed;
  const { cellStarts } = book;
  return withBlocks(kernels, (take) => {
    const cellScores = take(rowCount * cellCount * 4);
    kernels.dot({
      queries: rows,
      queryCount: rowCount,
      rows: placed.cells,
      rowCount: cellCount,
      stride,
      scores: cellScores,
    });
    const members: number[][] = Array.from({ length: cellCount }, () => []);
    const products = kernels.view(cellScores, Float32Array);
    for (let row = 0; row < rowCount; row++) {
      for (const cell of highest(products, row * cellCount, halfNorms.cells)) members[cell]!.push(row);
    }
    const sizeOf = (cell: number): number => cellStarts[cell + 1]! - cellStarts[cell]!;
    const gathered = take(Math.max(...members.map(({ length }) => length)) * stride * 4);
    const scores = take(Math.max(...members.map(({ length }, cell) => length * sizeOf(cell))) * 4);
    const best = new Float64Array(rowCount).fill(Number.NEGATIVE_INFINITY);
    const nearest = new Uint32Array(rowCount);
    members.forEach((selected, cell) => {
      if (selected.length === 0) return;
      const [first, size] = [cellStarts[cell]!, sizeOf(cell)];
      kernels.gather({ rows, rowBytes: stride * 4, selected: Uint32Array.from(selected), target: gathered });
      kernels.dot({
        queries: gathered,
        queryCount: selected.length,
        rows: placed.centroids,
        firstRow: first,
        rowCount: size,
        stride,
        scores,
      });
      const found = kernels.view(scores, Float32Array);
      selected.forEach((row, i) => {
        for (let j = 0; j < size; j++) {
          const score = found[i * size + j]! - halfNorms.centroids[first + j]!;
          if (score > best[row]!) {
            best[row] = score;
            nearest[row] = first + j;
          }
        }
      });
    });
    return nearest;
  });
}

/** The cells nearest to a row, of its products with all of them from `start` on. */
function highest(products: Float32Array, start: number, norms: Float32Array): readonly number[] {
  const cells: number[] = [];
  const scores: number[] = [];
  for (let cell = 0; cell < norms.length; cell++) {
    const score = products[start + cell]! - norms[cell]!;
    if (cells.length === cellsAtMost && score <= scores[cellsAtMost - 1]!) continue;
    let at = Math.min(cells.length, cellsAtMost - 1);
    for (; at > 0 && scores[at - 1]! < score; at--) {
      cells[at] = cells[at - 1]!;
      scores[at] = scores[at - 1]!;
    }
    cells[at] = cell;
    scores[at] = score;
  }
  return cells;
}

function halfNorms(rows: Float32Array, count: number): Float32Array {
  const dimensions = rows.length / count;
  return Float32Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let i = row * dimensions; i < (row + 1) * dimensions; i++) sum += rows[i]! * rows[i]!;
    return sum / 2;
  });
}
