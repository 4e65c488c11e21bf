/**
 * Rows stored as the nearest centroid's number and what is missing, one code a dimension: centroid + scale · table[code].
 * Codes are looked up two at a time, in a table of all pairs that is made first at `scratch`: at most 256 of 8 bytes.
 */
export function decodeResiduals(
  codes: usize, scales: usize, centroidIds: usize, centroids: usize, table: usize, bits: usize, rowCount: usize,
  stride: usize, dimensions: usize, target: usize, scratch: usize,
): void {
  const pairBits = bits << 1;
  const pairMask: u64 = (<u64>1 << pairBits) - 1;
  const codeMask: usize = (<usize>1 << bits) - 1;
  for (let pair: usize = 0; pair <= <usize>pairMask; pair++) {
    f32.store(scratch + (pair << 3), f32.load(table + ((pair & codeMask) << 2)));
    f32.store(scratch + (pair << 3), f32.load(table + ((pair >> bits) << 2)), 4);
  }
  const bytes = stride << 2;
  for (let row: usize = 0; row < rowCount; row++) {
    let centroid = centroids + <usize>load<u32>(centroidIds + (row << 2)) * bytes;
    const scale = v128.load32_splat(scales + (row << 2));
    const out = target + row * bytes;
    for (let to = out, end = out + bytes; to < end; ) {
      // The codes of sixteen dimensions, which are 2, 4 or 8 bytes.
      let word: u64 = 0;
      if (bits === 1) word = load<u16>(codes);
      else if (bits === 2) word = load<u32>(codes);
      else word = load<u64>(codes);
      codes += pairBits;
      for (const last = to + 64; to < last; to += 16, centroid += 16) {
        const low = v128.load64_zero(scratch + (<usize>(word & pairMask) << 3));
        word >>= pairBits;
        const residual = v128.load_lane<u64>(scratch + (<usize>(word & pairMask) << 3), low, 1);
        word >>= pairBits;
        v128.store(to, f32x4.add(v128.load(centroid), f32x4.mul(scale, residual)));
      }
    }
    memory.fill(out + (dimensions << 2), 0, (stride - dimensions) << 2);
  }
}
