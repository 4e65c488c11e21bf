/** Loops that do nothing but meet a limit of the machine, so that a bench can print it beside its figures. */

/**
 * `rounds` rounds of twelve independent multiplications and additions of four lanes, 96 floating-point operations a round,
 * as many at once as sixteen registers let the processor take. Returns their sum so that they are not left out.
 */
export function peak(rounds: i32): f32 {
  const factor = f32x4.splat(0.999), term = f32x4.splat(0.001);
  let a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term, i = term, j = term, k = term, l = term;
  for (let round = 0; round < rounds; round++) {
    a = f32x4.add(f32x4.mul(a, factor), term);
    b = f32x4.add(f32x4.mul(b, factor), term);
    c = f32x4.add(f32x4.mul(c, factor), term);
    d = f32x4.add(f32x4.mul(d, factor), term);
    e = f32x4.add(f32x4.mul(e, factor), term);
    f = f32x4.add(f32x4.mul(f, factor), term);
    g = f32x4.add(f32x4.mul(g, factor), term);
    h = f32x4.add(f32x4.mul(h, factor), term);
    i = f32x4.add(f32x4.mul(i, factor), term);
    j = f32x4.add(f32x4.mul(j, factor), term);
    k = f32x4.add(f32x4.mul(k, factor), term);
    l = f32x4.add(f32x4.mul(l, factor), term);
  }
  const abcd = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  const efgh = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
  const ijkl = f32x4.add(f32x4.add(i, j), f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(f32x4.add(abcd, efgh), ijkl), 0);
}

/** Reads `bytes` bytes (a multiple of 64) once, adding them up: as fast as memory gives them. */
export function readSum(address: usize, bytes: usize): f32 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (const end = address + bytes; address < end; address += 64) {
    a = f32x4.add(a, v128.load(address));
    b = f32x4.add(b, v128.load(address, 16));
    c = f32x4.add(c, v128.load(address, 32));
    d = f32x4.add(d, v128.load(address, 48));
  }
  return f32x4.extract_lane(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), 0);
}
