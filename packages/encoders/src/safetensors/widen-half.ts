/** The bits of a float32 with the value of an IEEE 754 binary16. */
export function widenHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 31;
  let fraction = half & 1023;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  let shift = 0;
  for (; (fraction & 1024) === 0; shift++) fraction <<= 1;
  return sign | ((113 - shift) << 23) | ((fraction & 1023) << 13);
}
