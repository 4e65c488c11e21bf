/**
 * Documents of many rows scored against a query of many rows: Σᵢ wᵢ · maxⱼ qᵢ·xⱼ. The products are those of `dot` and
 * `dotInt8`, in the same tiles of four rows and two queries; a maximum does not depend on order, and the sum over the
 * query's rows, in f64, is always taken in theirs: so a document's score depends on nothing but its rows.
 *
 * Four maxima a query row, one a lane, lie in memory while four rows after another pass all query rows of a portion: a
 * document is read once, and what it is multiplied with stays in the first-level cache. Where fewer than four rows are
 * left the last one takes the missing ones' places, which changes no maximum.
 *
 * Arithmetic would stand still while f32 rows come from memory. So a byte of each of the next four rows' cache lines is
 * read meanwhile, four lines at once or more, which are waited for together; in the order of their addresses, for which
 * processors read ahead; and on into the next document where it begins where this one ends.
 */
import { dotFourRowsTwoQueries } from './dot';
import { dotFourRowsTwoQueriesInt8 } from './dot-int8';
import { readAhead, shareOfFourRows } from './lanes';

/** Query rows that a document passes at a time. */
const portion: usize = 32;

/** Where in `scratch` the tile of int8 rows leaves its sums, behind the maxima. */
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
  const bytes = isFloat<Value>() ? stride << 2 : stride;
  /** All before it was read, or is passed over. */
  let ahead: usize = 0;
  for (let document: usize = 0; document < documentCount; document++) {
    const range = ranges + (document << 3);
    const first = <usize>load<u32>(range), count = <usize>load<u32>(range, 4);
    let total: f64 = 0;
    if (count > 0) {
      const start = rows + first * bytes;
      let end = start + count * bytes;
      if (document + 1 < documentCount && <usize>load<u32>(range, 8) === first + count) {
        end += <usize>load<u32>(range, 12) * bytes;
      }
      if (ahead < start || ahead > end) ahead = start;
      for (let i: usize = 0; i < queryRows; i += portion) {
        const portionEnd = min(i + portion, queryRows);
        ahead = findMaxima<Value>(
          query, i, portionEnd, rows, scales, stride, first, first + count - 1, scratch, ahead, end,
        );
        for (let j = i; j < portionEnd; j++) {
          total += <f64>f32.load(weights + (j << 2)) * <f64>largestLane(v128.load(scratch + ((j - i) << 4)));
        }
      }
    }
    f32.store(scores + (document << 2), <f32>total);
  }
}

/**
 * Leaves the maxima of query rows `i` up to `end`, four for each, at `scratch`. Reads ahead from `ahead` on, not beyond
 * `aheadEnd`, and returns how far it came.
 */
// @ts-ignore: decorator of AssemblyScript
@inline
function findMaxima<Value>(
  query: usize, i: usize, end: usize, rows: usize, scales: usize, stride: usize, first: usize, last: usize,
  scratch: usize, ahead: usize, aheadEnd: usize,
): usize {
  const queryBytes = isFloat<Value>() ? stride << 2 : stride << 1;
  const bytes = isFloat<Value>() ? stride << 2 : stride;
  for (let at: usize = 0; at < sumsAt; at += 16) v128.store(scratch + at, f32x4.splat(-Infinity));
  const atOnce = shareOfFourRows(bytes, (end - i + 1) >> 1);
  for (let row = first; row <= last; row += 4) {
    const rowB = min(row + 1, last), rowC = min(row + 2, last), rowD = min(row + 3, last);
    const a = rows + row * bytes, b = rows + rowB * bytes, c = rows + rowC * bytes, d = rows + rowD * bytes;
    const wanted = min(a + (bytes << 3), aheadEnd);
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
        ahead = readAhead(ahead, min(ahead + atOnce, wanted));
        dotFourRowsTwoQueries(query1, query2, a, b, c, d, bytes, maxima, maxima + 16, true);
      } else {
        const sums = scratch + sumsAt;
        dotFourRowsTwoQueriesInt8(query1, query2, a, b, c, d, bytes, sums, sums + 16);
        v128.store(maxima, f32x4.max(v128.load(maxima), f32x4.mul(v128.load(sums), scale)));
        v128.store(maxima, f32x4.max(v128.load(maxima, 16), f32x4.mul(v128.load(sums, 16), scale)), 16);
      }
    }
  }
  return ahead;
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
