/** The next multiple of 16: how long a row of `length` values is stored, so that loops have no remainder. */
export function paddedLength(length: number): number {
  return Math.ceil(length / 16) * 16;
}
