/**
 * Squared Euclidean distances of f32 rows, negated so that higher is nearer. They are summed from differences:
 * ‖q‖² + ‖x‖² − 2q·x would lose every digit where the two are near.
 */
import { rowsPerBlock, sumLanes, sumLanesOfFour } from './lanes';

// @ts-ignore: decorator of AssemblyScript
@inline
function addSquare(sum: v128, a: v128, b: v128): v128 {
  const difference = f32x4.sub(a, b);
  return f32x4.add(sum, f32x4.mul(difference, difference));
}

function squaredDistanceOne(query: usize, row: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = addSquare(sum, v128.load(query + at), v128.load(row + at));
  return <f32>0 - sumLanes(sum);
}

// @ts-ignore: decorator of AssemblyScript
@inline
function squaredDistanceFourRows(query: usize, row: usize, bytes: usize): v128 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const rowB = row + bytes, rowC = rowB + bytes, rowD = rowC + bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const q = v128.load(query + at);
    a = addSquare(a, v128.load(row + at), q);
    b = addSquare(b, v128.load(rowB + at), q);
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    const q = v128.load(query + at);
    c = addSquare(c, v128.load(rowC + at), q);
    d = addSquare(d, v128.load(rowD + at), q);
  }
  return f32x4.sub(f32x4.splat(0), sumLanesOfFour(a, b, c, d));
}

export function squaredDistance(
  queries: usize, queryCount: usize, rows: usize, rowCount: usize, stride: usize, scores: usize,
): void {
  const bytes = stride << 2;
  const block = rowsPerBlock(bytes, queryCount, rowCount);
  for (let first: usize = 0; first < rowCount; first += block) {
    const end = min(first + block, rowCount);
    for (let i: usize = 0; i < queryCount; i++) {
      const query = queries + i * bytes;
      const out = scores + ((i * rowCount) << 2);
      let row = first;
      for (; row + 4 <= end; row += 4) {
        v128.store(out + (row << 2), squaredDistanceFourRows(query, rows + row * bytes, bytes));
      }
      for (; row < end; row++) f32.store(out + (row << 2), squaredDistanceOne(query, rows + row * bytes, bytes));
    }
  }
}
