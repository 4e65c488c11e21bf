/**
 * What k-means does besides `dot`. Points come in multiples of four, rows of zeros at the end, so that no loop has a
 * remainder. Sums are taken in f64.
 */

/** The first two lanes in f64. */
// @ts-ignore: decorator of AssemblyScript
@inline
function low(a: v128): v128 {
  return f64x2.promote_low_f32x4(a);
}

/** The last two lanes in f64. */
// @ts-ignore: decorator of AssemblyScript
@inline
function high(a: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(a, a, 1, 0));
}

// @ts-ignore: decorator of AssemblyScript
@inline
function sumLanesOfTwo(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/**
 * For each trial the squared distances of the points to the nearest centre if the candidate, a point, were one, by its
 * `scores`: ‖x‖² + ‖c‖² − 2x·c, or what they are in `distances`. To `targets`, and their sums to `sums`.
 */
export function closerDistances(
  distances: usize, squaredNorms: usize, candidates: usize, trials: usize, scores: usize, count: usize,
  targets: usize, sums: usize,
): void {
  const bytes = count << 2;
  for (let trial: usize = 0; trial < trials; trial++, scores += bytes, targets += bytes) {
    const squaredNorm = v128.load32_splat(squaredNorms + (<usize>load<u32>(candidates + (trial << 2)) << 2));
    let a = f64x2.splat(0), b = a;
    for (let at: usize = 0; at < bytes; at += 16) {
      const score = v128.load(scores + at);
      const norms = f32x4.add(v128.load(squaredNorms + at), squaredNorm);
      const distance = f32x4.sub(norms, f32x4.add(score, score));
      const closer = f32x4.pmax(f32x4.splat(0), f32x4.pmin(v128.load(distances + at), distance));
      v128.store(targets + at, closer);
      a = f64x2.add(a, low(closer));
      b = f64x2.add(b, high(closer));
    }
    f64.store(sums + (trial << 3), sumLanesOfTwo(f64x2.add(a, b)));
  }
}

/** For each point the first of the clusters with the highest score plus offset. `scores` is [clusters][count]. */
export function nearestCentres(
  scores: usize, offsets: usize, clusters: usize, count: usize, nearest: usize,
): void {
  const bytes = count << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    let highest = f32x4.splat(-Infinity);
    let labels = i32x4.splat(0);
    for (let k: usize = 0, from = scores + at; k < clusters; k++, from += bytes) {
      const nearness = f32x4.add(v128.load(from), v128.load32_splat(offsets + (k << 2)));
      const isNearer = f32x4.gt(nearness, highest);
      highest = v128.bitselect(nearness, highest, isNearer);
      labels = v128.bitselect(i32x4.splat(<i32>k), labels, isNearer);
    }
    v128.store(nearest + at, labels);
  }
}

/**
 * Moves the centres of changed clusters that have points to their mean, and returns the sum of the squared distances.
 * `members` holds the points of one cluster after another, each up to its end. Eight columns of all points of a cluster
 * at a time: their sums stay in registers, and what is read of the points in the first-level cache.
 */
export function moveCentres(
  rows: usize, stride: usize, members: usize, ends: usize, changed: usize, clusters: usize, centres: usize,
): f64 {
  const bytes = stride << 2;
  let moved = f64x2.splat(0);
  for (let k: usize = 0, first = members; k < clusters; k++, centres += bytes) {
    const end = members + (<usize>load<u32>(ends + (k << 2)) << 2);
    if (load<u8>(changed + k) && first < end) {
      const count = f64x2.splat(<f64>((end - first) >> 2));
      for (let column: usize = 0; column < bytes; column += 32) {
        let a = f64x2.splat(0), b = a, c = a, d = a;
        for (let member = first; member < end; member += 4) {
          const at = rows + <usize>load<u32>(member) * bytes + column;
          a = f64x2.add(a, low(v128.load64_zero(at)));
          b = f64x2.add(b, low(v128.load64_zero(at, 8)));
          c = f64x2.add(c, low(v128.load64_zero(at, 16)));
          d = f64x2.add(d, low(v128.load64_zero(at, 24)));
        }
        moved = f64x2.add(moved, moveColumns(centres + column, f64x2.div(a, count), f64x2.div(b, count)));
        moved = f64x2.add(moved, moveColumns(centres + column + 16, f64x2.div(c, count), f64x2.div(d, count)));
      }
    }
    first = end;
  }
  return sumLanesOfTwo(moved);
}

/**
 * Puts four columns of a centre, and returns the sums of the squares they moved by, of the even and of the odd ones.
 */
// @ts-ignore: decorator of AssemblyScript
@inline
function moveColumns(at: usize, firstTwo: v128, lastTwo: v128): v128 {
  const before = v128.load(at);
  const after = v128.shuffle<i64>(f32x4.demote_f64x2_zero(firstTwo), f32x4.demote_f64x2_zero(lastTwo), 0, 2);
  v128.store(at, after);
  const a = f64x2.sub(low(after), low(before)), b = f64x2.sub(high(after), high(before));
  return f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b));
}

/** Σ ‖x − its centre‖². */
export function inertia(rows: usize, stride: usize, count: usize, labels: usize, centres: usize): f64 {
  const bytes = stride << 2;
  let a = f64x2.splat(0), b = a, c = a, d = a;
  for (let i: usize = 0; i < count; i++) {
    let from = centres + <usize>load<u32>(labels + (i << 2)) * bytes;
    for (const end = rows + bytes; rows < end; rows += 32, from += 32) {
      a = addSquares(a, v128.load64_zero(rows), v128.load64_zero(from));
      b = addSquares(b, v128.load64_zero(rows, 8), v128.load64_zero(from, 8));
      c = addSquares(c, v128.load64_zero(rows, 16), v128.load64_zero(from, 16));
      d = addSquares(d, v128.load64_zero(rows, 24), v128.load64_zero(from, 24));
    }
  }
  return sumLanesOfTwo(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
}

// @ts-ignore: decorator of AssemblyScript
@inline
function addSquares(sums: v128, x: v128, centre: v128): v128 {
  const difference = f64x2.sub(low(x), low(centre));
  return f64x2.add(sums, f64x2.mul(difference, difference));
}
