/**
 * Dot products of f32 rows. Lanes run along the dimensions, one accumulator of four lanes for each pair of query
 * and row, whatever the tile: so a query's scores do not depend on how many queries come with it. (Packed
 * queries, one to a lane, are equally fast but sum in another order than a single query can at full speed.)
 *
 * A tile of four rows and two queries holds eight sums, three vectors in flight, in the sixteen registers, and
 * loads six vectors for its eight multiplications. One query alone waits for memory, which comes faster the more in
 * order it is read: rows two by two, just enough sums in flight to hide how long an addition takes.
 */
import { readAhead, rowsPerBlock, shareOfFourRows, sumLanes, sumLanesOfFour } from './lanes';

// @ts-ignore: decorator of AssemblyScript
@inline
function multiplyAdd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

function dotOne(query: usize, row: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = multiplyAdd(sum, v128.load(query + at), v128.load(row + at));
  return sumLanes(sum);
}

/**
 * The sums of four consecutive rows with one query. Meanwhile a byte of each cache line of as many bytes from `next` on is read:
 * rows that come later, in the order of their addresses, for which processors read ahead.
 */
// @ts-ignore: decorator of AssemblyScript
@inline
function dotFourRows(query: usize, row: usize, bytes: usize, next: usize): v128 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const rowB = row + bytes, rowC = rowB + bytes, rowD = rowC + bytes;
  for (let at: usize = 0; at < bytes; at += 32, next += 64) {
    load<u8>(next);
    let q = v128.load(query + at);
    a = multiplyAdd(a, v128.load(row + at), q);
    b = multiplyAdd(b, v128.load(rowB + at), q);
    q = v128.load(query + at, 16);
    a = multiplyAdd(a, v128.load(row + at, 16), q);
    b = multiplyAdd(b, v128.load(rowB + at, 16), q);
  }
  for (let at: usize = 0; at < bytes; at += 32, next += 64) {
    load<u8>(next);
    let q = v128.load(query + at);
    c = multiplyAdd(c, v128.load(rowC + at), q);
    d = multiplyAdd(d, v128.load(rowD + at), q);
    q = v128.load(query + at, 16);
    c = multiplyAdd(c, v128.load(rowC + at, 16), q);
    d = multiplyAdd(d, v128.load(rowD + at, 16), q);
  }
  return sumLanesOfFour(a, b, c, d);
}

/** Likewise, of rows that are in the cache: four rows at a time load fewer vectors than two by two. */
// @ts-ignore: decorator of AssemblyScript
@inline
function dotFourCachedRows(query: usize, row: usize, bytes: usize): v128 {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const rowB = row + bytes, rowC = rowB + bytes, rowD = rowC + bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    const q = v128.load(query + at);
    a = multiplyAdd(a, v128.load(row + at), q);
    b = multiplyAdd(b, v128.load(rowB + at), q);
    c = multiplyAdd(c, v128.load(rowC + at), q);
    d = multiplyAdd(d, v128.load(rowD + at), q);
  }
  return sumLanesOfFour(a, b, c, d);
}

/**
 * The sums of four rows with two queries, stored at `scores` and `scores2`; where `keepLarger`, only if larger than
 * what is there.
 *
 * Four steps a round need a quarter of the counting. Rows, of a multiple of 64 bytes, never end between them: the
 * branches are there because V8 moves loads to the front as far as the branch before, and 24 vectors would not fit in
 * the registers.
 */
export function dotFourRowsTwoQueries(
  query: usize, query2: usize, rowA: usize, rowB: usize, rowC: usize, rowD: usize, bytes: usize,
  scores: usize, scores2: usize, keepLarger: bool,
): void {
  let a = f32x4.splat(0), b = a, c = a, d = a, a2 = a, b2 = a, c2 = a, d2 = a;
  let q: v128, q2: v128, x: v128;
  const end = query + bytes;
  for (;;) {
    q = v128.load(query), q2 = v128.load(query2);
    x = v128.load(rowA), a = multiplyAdd(a, x, q), a2 = multiplyAdd(a2, x, q2);
    x = v128.load(rowB), b = multiplyAdd(b, x, q), b2 = multiplyAdd(b2, x, q2);
    x = v128.load(rowC), c = multiplyAdd(c, x, q), c2 = multiplyAdd(c2, x, q2);
    x = v128.load(rowD), d = multiplyAdd(d, x, q), d2 = multiplyAdd(d2, x, q2);
    if (query + 16 === end) break;
    q = v128.load(query, 16), q2 = v128.load(query2, 16);
    x = v128.load(rowA, 16), a = multiplyAdd(a, x, q), a2 = multiplyAdd(a2, x, q2);
    x = v128.load(rowB, 16), b = multiplyAdd(b, x, q), b2 = multiplyAdd(b2, x, q2);
    x = v128.load(rowC, 16), c = multiplyAdd(c, x, q), c2 = multiplyAdd(c2, x, q2);
    x = v128.load(rowD, 16), d = multiplyAdd(d, x, q), d2 = multiplyAdd(d2, x, q2);
    if (query + 32 === end) break;
    q = v128.load(query, 32), q2 = v128.load(query2, 32);
    x = v128.load(rowA, 32), a = multiplyAdd(a, x, q), a2 = multiplyAdd(a2, x, q2);
    x = v128.load(rowB, 32), b = multiplyAdd(b, x, q), b2 = multiplyAdd(b2, x, q2);
    x = v128.load(rowC, 32), c = multiplyAdd(c, x, q), c2 = multiplyAdd(c2, x, q2);
    x = v128.load(rowD, 32), d = multiplyAdd(d, x, q), d2 = multiplyAdd(d2, x, q2);
    if (query + 48 === end) break;
    q = v128.load(query, 48), q2 = v128.load(query2, 48);
    x = v128.load(rowA, 48), a = multiplyAdd(a, x, q), a2 = multiplyAdd(a2, x, q2);
    x = v128.load(rowB, 48), b = multiplyAdd(b, x, q), b2 = multiplyAdd(b2, x, q2);
    x = v128.load(rowC, 48), c = multiplyAdd(c, x, q), c2 = multiplyAdd(c2, x, q2);
    x = v128.load(rowD, 48), d = multiplyAdd(d, x, q), d2 = multiplyAdd(d2, x, q2);
    query += 64;
    if (query === end) break;
    query2 += 64;
    rowA += 64, rowB += 64, rowC += 64, rowD += 64;
  }
  let sums = sumLanesOfFour(a, b, c, d), sums2 = sumLanesOfFour(a2, b2, c2, d2);
  if (keepLarger) sums = f32x4.max(v128.load(scores), sums), sums2 = f32x4.max(v128.load(scores2), sums2);
  v128.store(scores, sums);
  v128.store(scores2, sums2);
}

export function dot(
  queries: usize, queryCount: usize, rows: usize, rowCount: usize, stride: usize, scores: usize,
): void {
  const bytes = stride << 2;
  const block = rowsPerBlock(bytes, queryCount, rowCount);
  const atOnce = shareOfFourRows(bytes, max<usize>((queryCount + 1) >> 1, 1));
  for (let first: usize = 0; first < rowCount; first += block) {
    const end = min(first + block, rowCount);
    // Several queries have the next block read meanwhile, a share at each tile: their arithmetic need not wait for it.
    let ahead = rows + end * bytes;
    const aheadEnd = rows + min(end + block, rowCount) * bytes;
    for (let i: usize = 0; i < queryCount; i++) {
      const query = queries + i * bytes;
      const out = scores + ((i * rowCount) << 2);
      const two = i + 1 < queryCount;
      let row = first;
      for (; row + 4 <= end; row += 4) {
        const from = rows + row * bytes;
        const to = out + (row << 2);
        if (two) {
          const fromC = from + 2 * bytes, to2 = to + (rowCount << 2);
          ahead = readAhead(ahead, min(ahead + atOnce, aheadEnd));
          dotFourRowsTwoQueries(query, query + bytes, from, from + bytes, fromC, fromC + bytes, bytes, to, to2, false);
        } else if (i > 0) v128.store(to, dotFourCachedRows(query, from, bytes));
        else {
          // Eight rows ahead. Behind the last ones there may be no memory: what is here is touched again instead.
          const next = row + 12 <= end ? from + 8 * bytes : from;
          v128.store(to, dotFourRows(query, from, bytes, next));
        }
      }
      for (; row < end; row++) {
        f32.store(out + (row << 2), dotOne(query, rows + row * bytes, bytes));
        if (two) f32.store(out + ((row + rowCount) << 2), dotOne(query + bytes, rows + row * bytes, bytes));
      }
      if (two) i++;
    }
  }
}
