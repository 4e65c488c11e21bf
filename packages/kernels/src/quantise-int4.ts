import { quantise } from './quantise-int8.js';

/**
 * Half a byte for a dimension: x ≈ scale · (code − 8), scale = max |x| / 7 in float32, rounded as by `quantiseInt8`. Byte j of
 * `target` holds dimension 2j in its low half and 2j + 1 in its high one. `target` may be longer; what is left becomes code 8,
 * which is 0. Returns the scale; 0 where it would be below the smallest float32, and then all codes are 8.
 */
export function quantiseInt4(vector: Float32Array, target: Uint8Array): number {
  if (target.length * 2 < vector.length) {
    throw new RangeError(
      `the target holds ${target.length * 2} values, the vector ${vector.length}: make it as long`,
    );
  }
  const values = new Int8Array(vector.length);
  const scale = quantise(vector, values, 7);
  target.fill(0x88);
  values.forEach((value, i) => {
    target[i >> 1]! += i & 1 ? value * 16 : value;
  });
  return scale;
}
