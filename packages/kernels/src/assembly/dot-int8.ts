/**
 * Dot products of int8 rows with 16-bit queries, summed in 32-bit integers (exact, so their order is free), then
 * times each row's scale. The query comes in 16 bits because rows are widened to that for multiplying anyway:
 * its finer steps cost nothing.
 */
import { rowsPerBlock, sumIntegerLanes, sumIntegerLanesOfFour } from './lanes';

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
  return sumIntegerLanes(sumRow(query, row, bytes));
}

// @ts-ignore: decorator of AssemblyScript
@inline
function dotFourRowsInt8(query: usize, row: usize, bytes: usize): v128 {
  const a = sumRow(query, row, bytes), b = sumRow(query, row + bytes, bytes);
  const c = sumRow(query, row + 2 * bytes, bytes), d = sumRow(query, row + 3 * bytes, bytes);
  return sumIntegerLanesOfFour(a, b, c, d);
}

/**
 * The sums of four rows with two queries, as f32 and without scales, stored at `sums` and `sums2`. Several queries wait
 * for arithmetic, not for memory, and each row's widening serves two.
 */
export function dotFourRowsTwoQueriesInt8(
  query: usize, query2: usize, rowA: usize, rowB: usize, rowC: usize, rowD: usize, bytes: usize,
  sums: usize, sums2: usize,
): void {
  let a = i32x4.splat(0), b = a, c = a, d = a, a2 = a, b2 = a, c2 = a, d2 = a;
  for (let at: usize = 0; at < bytes; at += 8, query += 16, query2 += 16) {
    const q = v128.load(query), q2 = v128.load(query2);
    let x = v128.load_ext<i8>(rowA + at);
    a = i32x4.add(a, i32x4.dot_i16x8_s(x, q));
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(x, q2));
    x = v128.load_ext<i8>(rowB + at);
    b = i32x4.add(b, i32x4.dot_i16x8_s(x, q));
    b2 = i32x4.add(b2, i32x4.dot_i16x8_s(x, q2));
    x = v128.load_ext<i8>(rowC + at);
    c = i32x4.add(c, i32x4.dot_i16x8_s(x, q));
    c2 = i32x4.add(c2, i32x4.dot_i16x8_s(x, q2));
    x = v128.load_ext<i8>(rowD + at);
    d = i32x4.add(d, i32x4.dot_i16x8_s(x, q));
    d2 = i32x4.add(d2, i32x4.dot_i16x8_s(x, q2));
  }
  v128.store(sums, f32x4.convert_i32x4_s(sumIntegerLanesOfFour(a, b, c, d)));
  v128.store(sums2, f32x4.convert_i32x4_s(sumIntegerLanesOfFour(a2, b2, c2, d2)));
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
      const two = i + 1 < queryCount;
      const query2 = query + (stride << 1), out2 = out + (rowCount << 2);
      let row = first;
      for (; row + 4 <= end; row += 4) {
        const from = rows + row * stride;
        const to = out + (row << 2);
        const scale = v128.load(scales + (row << 2));
        if (two) {
          const fromC = from + 2 * stride, to2 = out2 + (row << 2);
          dotFourRowsTwoQueriesInt8(query, query2, from, from + stride, fromC, fromC + stride, stride, to, to2);
          v128.store(to, f32x4.mul(v128.load(to), scale));
          v128.store(to2, f32x4.mul(v128.load(to2), scale));
        } else {
          v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(dotFourRowsInt8(query, from, stride)), scale));
        }
      }
      for (; row < end; row++) {
        const from = rows + row * stride;
        const scale = f32.load(scales + (row << 2));
        f32.store(out + (row << 2), <f32>dotOneInt8(query, from, stride) * scale);
        if (two) f32.store(out2 + (row << 2), <f32>dotOneInt8(query2, from, stride) * scale);
      }
      if (two) i++;
    }
  }
}
