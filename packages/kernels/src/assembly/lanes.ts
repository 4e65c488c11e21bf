/** Bytes of four cache lines. */
const fourLines: usize = 256;

/**
 * Adds up the four lanes of each of four accumulators: lane i of the answer is the sum of the i-th one's
 * lanes, (0 + 1) + (2 + 3). One transposition serves four rows, and the order is the same as in `sumLanes`.
 */
// @ts-ignore: decorator of AssemblyScript
@inline
export function sumLanesOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 2, 4, 6), v128.shuffle<i32>(a, b, 1, 3, 5, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 2, 4, 6), v128.shuffle<i32>(c, d, 1, 3, 5, 7));
  return f32x4.add(v128.shuffle<i32>(ab, cd, 0, 2, 4, 6), v128.shuffle<i32>(ab, cd, 1, 3, 5, 7));
}

/** Likewise of 32-bit integers. */
// @ts-ignore: decorator of AssemblyScript
@inline
export function sumIntegerLanesOfFour(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab01 = v128.shuffle<i32>(a, b, 0, 4, 1, 5), ab23 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cd01 = v128.shuffle<i32>(c, d, 0, 4, 1, 5), cd23 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  const ab = i32x4.add(ab01, ab23), cd = i32x4.add(cd01, cd23);
  return i32x4.add(v128.shuffle<i32>(ab, cd, 0, 1, 4, 5), v128.shuffle<i32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator of AssemblyScript
@inline
export function sumIntegerLanes(a: v128): i32 {
  return (
    i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3)
  );
}

/** The sum of four lanes, (0 + 1) + (2 + 3). */
// @ts-ignore: decorator of AssemblyScript
@inline
export function sumLanes(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) +
    f32x4.extract_lane(a, 1) +
    (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3))
  );
}

/**
 * Reads a byte of each cache line from `from` on, four lines at once, which are waited for together; not beyond `to`.
 * Returns how far it came.
 */
// @ts-ignore: decorator of AssemblyScript
@inline
export function readAhead(from: usize, to: usize): usize {
  for (; from + fourLines <= to; from += fourLines) {
    load<u8>(from), load<u8>(from, 64), load<u8>(from, 128), load<u8>(from, 192);
  }
  return from;
}

/** Bytes to read ahead at each of `times` times, so that together they are four rows or more. */
// @ts-ignore: decorator of AssemblyScript
@inline
export function shareOfFourRows(bytes: usize, times: usize): usize {
  return ((bytes << 2) / times + fourLines - 1) & ~(fourLines - 1);
}

/**
 * How many rows to score for all queries before the next ones: as many as stay in a second-level cache
 * (128 KiB), a multiple of four. A single query reads every row once, so nothing is gained by blocks.
 */
export function rowsPerBlock(rowBytes: usize, queryCount: usize, rowCount: usize): usize {
  if (queryCount === 1) return rowCount;
  const fitting: usize = (131072 / rowBytes) & ~(<usize>3);
  return max<usize>(fitting, 4);
}
