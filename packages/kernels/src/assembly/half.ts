/**
 * IEEE 754 binary16 to binary32, exact: the exponent is re-biased by 112; infinities and NaN get the other
 * format's highest exponent; a subnormal is built as 2⁻¹⁴ + mantissa and 2⁻¹⁴ taken off again, which no processor
 * handles slowly (multiplying a subnormal would be).
 */
export function decodeHalf(source: usize, count: usize, target: usize): void {
  for (const end = source + (count << 1); source < end; source += 8, target += 16) {
    const half = v128.load_ext<u16>(source);
    const sign = i32x4.shl(v128.and(half, i32x4.splat(0x8000)), 16);
    const magnitude = i32x4.shl(v128.and(half, i32x4.splat(0x7fff)), 13);
    const exponent = v128.and(half, i32x4.splat(0x7c00));
    const isSpecial = i32x4.eq(exponent, i32x4.splat(0x7c00));
    const isSubnormal = i32x4.eq(exponent, i32x4.splat(0));
    const bias = i32x4.add(i32x4.splat(112 << 23), v128.and(isSpecial, i32x4.splat(112 << 23)));
    const normal = i32x4.add(magnitude, bias);
    const subnormal = f32x4.sub(
      i32x4.add(magnitude, i32x4.splat(113 << 23)),
      v128.and(isSubnormal, i32x4.splat(113 << 23)),
    );
    v128.store(target, v128.or(v128.bitselect(subnormal, normal, isSubnormal), sign));
  }
}
