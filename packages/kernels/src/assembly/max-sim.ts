/**
 * Documents of many rows scored against a query of many rows: Σᵢ wᵢ · maxⱼ qᵢ·xⱼ. The products are those of `dot` and
 * `dotInt8`, in the same tiles of four rows and two queries; a maximum does not depend on order, and the sum over the
 * query's rows, in f64, is always taken in theirs: so a document's score depends on nothing but its rows.
 *
 * Four maxima a query row, one a lane, lie in memory while four rows after another pass all query rows of a portion: a
 * document is read once, and what it is multiplied with stays in the first-level cache. Where fewer than four rows are
 * left the last one takes the missing ones' places, which changes no maximum.
 *
 * Arithmetic would stand still while four f32 rows come from memory. So a byte of each of the next ones' cache lines is read
 * meanwhile, a few lines for each pair of query rows; in the order of their addresses, for which processors read ahead.
 */
import { dotFourRowsTwoQueries } from './dot';
import { dotFourRowsTwoQueriesInt8 } from './dot-int8';

/** Query rows that a document passes at a time. */
const portion: usize = 32;

/** Where in `scratch` the tile leaves its sums, behind the maxima. */
const sumsAt: usize = portion << 4;

export function maxSim(
  query: usize, queryRows: usize, weights: usize, rows: usize, stride: usize, ranges: usize, documentCount: usize,
  scores: usize, scratch: usize,
): void {
  scoreDocuments<f32>(query, queryRows, weights, rows, 0, stride, ranges, documentCount, scores, scratch);
}

export function maxSimInt8(
  query: usize, queryRows: usize, weights: usize, rows: usize, scales: usize, stride: usize, ranges: usize,
  documentCount: usize, scores: usize, scratch: usize,
): void {
  scoreDocuments<i8>(query, queryRows, weights, rows, scales, stride, ranges, documentCount, scores, scratch);
}

/** `Value` is what a document's rows are made of: f32, or i8 with scales. */
// @ts-ignore: decorator of AssemblyScript
@inline
function scoreDocuments<Value>(
  query: usize, queryRows: usize, weights: usize, rows: usize, scales: usize, stride: usize, ranges: usize,
  documentCount: usize, scores: usize, scratch: usize,
): void {
  for (let document: usize = 0; document < documentCount; document++) {
    const first = <usize>load<u32>(ranges + (document << 3));
    const count = <usize>load<u32>(ranges + (document << 3), 4);
    let total: f64 = 0;
    if (count > 0) {
      for (let i: usize = 0; i < queryRows; i += portion) {
        const end = min(i + portion, queryRows);
        findMaxima<Value>(query, i, end, rows, scales, stride, first, first + count - 1, scratch);
        for (let j = i; j < end; j++) {
          total += <f64>f32.load(weights + (j << 2)) * <f64>largestLane(v128.load(scratch + ((j - i) << 4)));
        }
      }
    }
    f32.store(scores + (document << 2), <f32>total);
  }
}

/** Leaves the maxima of query rows `i` up to `end`, four for each, at `scratch`. */
// @ts-ignore: decorator of AssemblyScript
@inline
function findMaxima<Value>(
  query: usize, i: usize, end: usize, rows: usize, scales: usize, stride: usize, first: usize, last: usize,
  scratch: usize,
): void {
  const queryBytes = isFloat<Value>() ? stride << 2 : stride << 1;
  const bytes = isFloat<Value>() ? stride << 2 : stride;
  const sums = scratch + sumsAt;
  for (let at: usize = 0; at < sumsAt; at += 16) v128.store(scratch + at, f32x4.splat(-Infinity));
  const rowsEnd = rows + (last + 1) * bytes;
  const touchedAtOnce = ((bytes << 2) / ((end - i + 1) >> 1) + 63) & ~(<usize>63);
  let touched = rows + (first + 4) * bytes;
  for (let row = first; row <= last; row += 4) {
    const rowB = min(row + 1, last), rowC = min(row + 2, last), rowD = min(row + 3, last);
    const a = rows + row * bytes, b = rows + rowB * bytes, c = rows + rowC * bytes, d = rows + rowD * bytes;
    let scale = f32x4.splat(1);
    if (!isFloat<Value>()) {
      scale = v128.load32_zero(scales + (row << 2));
      scale = v128.load_lane<u32>(scales + (rowB << 2), scale, 1);
      scale = v128.load_lane<u32>(scales + (rowC << 2), scale, 2);
      scale = v128.load_lane<u32>(scales + (rowD << 2), scale, 3);
    }
    for (let j = i, maxima = scratch; j < end; j += 2, maxima += 32) {
      const query1 = query + j * queryBytes;
      // An odd row at the end is paired with itself.
      const query2 = j + 1 < end ? query1 + queryBytes : query1;
      if (isFloat<Value>()) {
        for (const to = min(touched + touchedAtOnce, rowsEnd); touched < to; touched += 64) load<u8>(touched);
        dotFourRowsTwoQueries(query1, query2, a, b, c, d, bytes, sums, sums + 16);
        v128.store(maxima, f32x4.max(v128.load(maxima), v128.load(sums)));
        v128.store(maxima, f32x4.max(v128.load(maxima, 16), v128.load(sums, 16)), 16);
      } else {
        dotFourRowsTwoQueriesInt8(query1, query2, a, b, c, d, bytes, sums, sums + 16);
        v128.store(maxima, f32x4.max(v128.load(maxima), f32x4.mul(v128.load(sums), scale)));
        v128.store(maxima, f32x4.max(v128.load(maxima, 16), f32x4.mul(v128.load(sums, 16), scale)), 16);
      }
    }
  }
}

/** NaN where any is NaN. */
// @ts-ignore: decorator of AssemblyScript
@inline
function largestLane(a: v128): f32 {
  return max(
    max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)),
    max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)),
  );
}
