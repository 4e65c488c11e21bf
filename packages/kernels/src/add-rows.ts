/**
 * Adds the given rows of `points`, [n][dimensions], to the sums from `at` on. Four at a time: a sum is then loaded and stored
 * once for four additions.
 */
export function addRows(
  points: Float32Array,
  dimensions: number,
  rows: Uint32Array,
  sums: Float64Array,
  at: number,
): void {
  let i = 0;
  for (; i + 4 <= rows.length; i += 4) {
    const a = rows[i]! * dimensions;
    const b = rows[i + 1]! * dimensions;
    const c = rows[i + 2]! * dimensions;
    const d = rows[i + 3]! * dimensions;
    for (let j = 0; j < dimensions; j++) {
      sums[at + j]! += points[a + j]! + points[b + j]! + (points[c + j]! + points[d + j]!);
    }
  }
  for (; i < rows.length; i++) {
    for (let j = 0, a = rows[i]! * dimensions; j < dimensions; j++) sums[at + j]! += points[a + j]!;
  }
}
