/**
 * IEEE 754 binary16 and back. Encoding rounds to nearest, ties to even, as processors do; from 65520 on it gives
 * infinity; NaN becomes the quiet NaN without payload. Decoding is exact.
 */
export function encodeHalf(values: Float32Array, target: Uint16Array): void {
  requireSameLength(values, target);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    target[i] = ((bits[i]! >>> 16) & 0x8000) | encodeMagnitude(bits[i]! & 0x7fffffff, Math.abs(values[i]!));
  }
}

export function decodeHalf(halves: Uint16Array, target: Float32Array): void {
  requireSameLength(halves, target);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!;
    const exponent = (half >> 10) & 31;
    const mantissa = half & 0x3ff;
    const magnitude =
      exponent === 0
        ? mantissa * 2 ** -24
        : exponent === 31
          ? mantissa === 0
            ? Number.POSITIVE_INFINITY
            : Number.NaN
          : (1024 + mantissa) * 2 ** (exponent - 25);
    target[i] = half & 0x8000 ? -magnitude : magnitude;
  }
}

/** `bits` are those of `magnitude` as a float32. */
function encodeMagnitude(bits: number, magnitude: number): number {
  if (bits > 0x7f800000) return 0x7e00;
  if (bits >= 0x477ff000) return 0x7c00;
  // Below 2^-14 a half's step is 2^-24, and so is a float32's in [0.5, 1): adding 0.5 rounds to that step.
  if (bits < 0x38800000) return (Math.fround(magnitude + 0.5) - 0.5) * 2 ** 24;
  const toEven = (bits >>> 13) & 1;
  return (bits + 0xfff + toEven - (112 << 23)) >>> 13;
}

function requireSameLength(from: { readonly length: number }, to: { readonly length: number }): void {
  if (from.length !== to.length) {
    throw new RangeError(
      `the target holds ${to.length} values, the source ${from.length}: make them equally long`,
    );
  }
}
