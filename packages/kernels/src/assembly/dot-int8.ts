/**
 * Dot products of int8 rows with 16-bit queries, summed in 32-bit integers (exact, so their order is free), then
 * times each row's scale. The query comes in 16 bits because rows are widened to that for multiplying anyway:
 * its finer steps cost nothing.
 */
import { rowsPerBlock } from './lanes';

/**
 * Sums one row in four lanes. Rows are read one after the other: there is less to compute than to wait for, and memory
 * comes almost twice as fast in order as from four rows at once.
 */
// @ts-ignore: decorator of AssemblyScript
@inline
function sumRow(query: usize, row: usize, bytes: usize): v128 {
  let low = i32x4.splat(0), high = low;
  for (const end = row + bytes; row < end; row += 16, query += 32) {
    low = i32x4.add(low, i32x4.dot_i16x8_s(v128.load_ext<i8>(row), v128.load(query)));
    high = i32x4.add(high, i32x4.dot_i16x8_s(v128.load_ext<i8>(row, 8), v128.load(query, 16)));
  }
  return i32x4.add(low, high);
}

function dotOneInt8(query: usize, row: usize, bytes: usize): i32 {
  const a = sumRow(query, row, bytes);
  return (
    i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3)
  );
}

// @ts-ignore: decorator of AssemblyScript
@inline
function dotFourRowsInt8(query: usize, row: usize, bytes: usize): v128 {
  const a = sumRow(query, row, bytes), b = sumRow(query, row + bytes, bytes);
  const c = sumRow(query, row + 2 * bytes, bytes), d = sumRow(query, row + 3 * bytes, bytes);
  const ab01 = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ab23 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cd23 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  const ab = i32x4.add(ab01, ab23), cd = i32x4.add(cd01, cd23);
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

export function dotInt8(
  queries: usize, queryCount: usize, rows: usize, scales: usize, rowCount: usize, stride: usize, scores: usize,
): void {
  const block = rowsPerBlock(stride, queryCount, rowCount);
  for (let first: usize = 0; first < rowCount; first += block) {
    const end = min(first + block, rowCount);
    for (let i: usize = 0; i < queryCount; i++) {
      const query = queries + ((i * stride) << 1);
      const out = scores + ((i * rowCount) << 2);
      let row = first;
      for (; row + 4 <= end; row += 4) {
        const sums = f32x4.convert_i32x4_s(dotFourRowsInt8(query, rows + row * stride, stride));
        v128.store(out + (row << 2), f32x4.mul(sums, v128.load(scales + (row << 2))));
      }
      for (; row < end; row++) {
        const sum = <f32>dotOneInt8(query, rows + row * stride, stride);
        f32.store(out + (row << 2), sum * f32.load(scales + (row << 2)));
      }
    }
  }
}
