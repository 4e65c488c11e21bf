/**
 * One byte for a dimension: x ≈ scale · target, scale = max |x| / 127 in float32. Values are rounded to nearest, halves
 * away from 0, so that −x becomes −target; no value is further than scale / 2 from what it stands for (but for float32's
 * rounding of the scale). Returns the scale; 0 where it would be below the smallest float32, and then all of `target` is 0.
 */
export function quantiseInt8(vector: Float32Array, target: Int8Array): number {
  return quantise(vector, target, 127);
}

/**
 * A query for `dotInt8`, in 16 bits: x ≈ scale · target likewise, with the finest steps for which the sum of `target.length`
 * products with int8 rows still fits in 32 bits (32767 of them each way up to 516 dimensions, 16512 at 1024). Returns the
 * scale, to be multiplied with scores where those must be near the true product.
 */
export function quantiseQuery(vector: Float32Array, target: Int16Array): number {
  return quantise(vector, target, Math.min(32767, Math.floor((2 ** 31 - 1) / (127 * target.length))));
}

/** −steps…steps. `target` may be longer than `vector`: what is left becomes 0. */
export function quantise(vector: Float32Array, target: Int8Array | Int16Array, steps: number): number {
  if (target.length < vector.length) {
    throw new RangeError(
      `the target holds ${target.length} values, the vector ${vector.length}: make it as long`,
    );
  }
  let most = 0;
  for (let i = 0; i < vector.length; i++) most = Math.max(most, Math.abs(vector[i]!));
  const scale = Math.fround(most / steps);
  target.fill(0);
  if (scale === 0) return 0;
  for (let i = 0; i < vector.length; i++) {
    const size = Math.min(steps, Math.round(Math.abs(vector[i]!) / scale));
    target[i] = vector[i]! < 0 ? -size : size;
  }
  return scale;
}
