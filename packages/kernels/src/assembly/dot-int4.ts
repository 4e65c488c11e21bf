/**
 * Dot products of 4-bit rows with 16-bit queries, like those of int8 rows. A byte holds two dimensions, each as value + 8:
 * the codes are multiplied as they are, and 8 · Σ qⱼ is taken off in the end.
 */
import { rowsPerBlock, sumIntegerLanes, sumIntegerLanesOfFour } from './lanes';

/** Sums one row of codes in four lanes. Sixteen dimensions a round, the even ones and the odd ones put side by side again. */
// @ts-ignore: decorator of AssemblyScript
@inline
function sumCodes(query: usize, row: usize, bytes: usize): v128 {
  let low = i32x4.splat(0), high = low;
  for (const end = row + bytes; row < end; row += 8, query += 32) {
    const pairs = v128.load_ext<u8>(row);
    const even = v128.and(pairs, i16x8.splat(15)), odd = i16x8.shr_u(pairs, 4);
    const first = v128.shuffle<i16>(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
    const second = v128.shuffle<i16>(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
    low = i32x4.add(low, i32x4.dot_i16x8_s(first, v128.load(query)));
    high = i32x4.add(high, i32x4.dot_i16x8_s(second, v128.load(query, 16)));
  }
  return i32x4.add(low, high);
}

/** 8 · Σ qⱼ */
function offsetOf(query: usize, stride: usize): i32 {
  let sum = i32x4.splat(0);
  for (const end = query + (stride << 1); query < end; query += 16) {
    sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load(query), i16x8.splat(8)));
  }
  return sumIntegerLanes(sum);
}

export function dotInt4(
  queries: usize, queryCount: usize, rows: usize, scales: usize, rowCount: usize, stride: usize, scores: usize,
): void {
  const bytes = stride >> 1;
  const block = rowsPerBlock(bytes, queryCount, rowCount);
  for (let first: usize = 0; first < rowCount; first += block) {
    const end = min(first + block, rowCount);
    for (let i: usize = 0; i < queryCount; i++) {
      const query = queries + ((i * stride) << 1);
      const offset = offsetOf(query, stride);
      const out = scores + ((i * rowCount) << 2);
      let row = first;
      for (; row + 4 <= end; row += 4) {
        const from = rows + row * bytes;
        const a = sumCodes(query, from, bytes), b = sumCodes(query, from + bytes, bytes);
        const c = sumCodes(query, from + 2 * bytes, bytes), d = sumCodes(query, from + 3 * bytes, bytes);
        const sums = i32x4.sub(sumIntegerLanesOfFour(a, b, c, d), i32x4.splat(offset));
        v128.store(out + (row << 2), f32x4.mul(f32x4.convert_i32x4_s(sums), v128.load(scales + (row << 2))));
      }
      for (; row < end; row++) {
        const sum = sumIntegerLanes(sumCodes(query, rows + row * bytes, bytes)) - offset;
        f32.store(out + (row << 2), <f32>sum * f32.load(scales + (row << 2)));
      }
    }
  }
}
