/**
 * One bit for a dimension: bit i mod 8 of byte ⌊i / 8⌋ is set where dimension i is above 0. `target` may be longer; what is
 * left becomes 0.
 */
export function packSigns(vector: Float32Array, target: Uint8Array): void {
  if (target.length * 8 < vector.length) {
    throw new RangeError(
      `the target holds ${target.length * 8} bits, the vector ${vector.length}: make it as long`,
    );
  }
  target.fill(0);
  for (let i = 0; i < vector.length; i++) if (vector[i]! > 0) target[i >> 3]! |= 1 << (i & 7);
}
