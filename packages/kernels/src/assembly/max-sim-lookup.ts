/**
 * MaxSim where each row is known by a code and the products of codes with the query are there already: Σᵢ wᵢ · maxⱼ P[cⱼ][i].
 * Products lie by code, so that a row reads its own in one run, and lanes are query rows: a maximum is one instruction for
 * four of them. Sixteen query rows at a time keep their maxima in registers while a document's codes pass.
 */
import { sumLanes } from './lanes';

// @ts-ignore: decorator of AssemblyScript
@inline
function larger(a: v128, b: v128): v128 {
  return f32x4.pmax(a, b);
}

export function maxSimLookup(
  products: usize, weights: usize, stride: usize, codes: usize, considered: usize, ranges: usize, documentCount: usize,
  scores: usize,
): void {
  const bytes = stride << 2;
  for (let document: usize = 0; document < documentCount; document++) {
    const first = codes + ((<usize>load<u32>(ranges + (document << 3))) << 2);
    const end = first + ((<usize>load<u32>(ranges + (document << 3), 4)) << 2);
    let sum = f32x4.splat(0);
    let met = false;
    for (let at: usize = 0; at < bytes; at += 64) {
      let a = f32x4.splat(-Infinity), b = a, c = a, d = a;
      for (let row = first; row < end; row += 4) {
        const code = <usize>load<u32>(row);
        if (considered !== 0 && load<u8>(considered + code) === 0) continue;
        const from = products + code * bytes + at;
        a = larger(a, v128.load(from));
        b = larger(b, v128.load(from, 16));
        c = larger(c, v128.load(from, 32));
        d = larger(d, v128.load(from, 48));
        met = true;
      }
      if (!met) break;
      sum = f32x4.add(sum, f32x4.mul(a, v128.load(weights + at)));
      sum = f32x4.add(sum, f32x4.mul(b, v128.load(weights + at, 16)));
      sum = f32x4.add(sum, f32x4.mul(c, v128.load(weights + at, 32)));
      sum = f32x4.add(sum, f32x4.mul(d, v128.load(weights + at, 48)));
    }
    f32.store(scores + (document << 2), met ? sumLanes(sum) : -Infinity);
  }
}
