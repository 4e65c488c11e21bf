/**
 * A number as C's `%.4f` prints it. `toFixed` is exact too but rounds halves up and C rounds them to even:
 * 1/32 is 0.0313 to one and 0.0312 to the other. Only odd multiples of 1/32 lie exactly half-way.
 */
export function fourDecimals(value: number): string {
  if (Math.abs((value * 32) % 2) !== 1) return value.toFixed(4);
  const below = Math.floor(Math.abs(value) * 10_000);
  const even = below + (below % 2);
  return ((Math.sign(value) * even) / 10_000).toFixed(4);
}
