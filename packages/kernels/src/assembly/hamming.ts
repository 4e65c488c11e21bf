/**
 * How many bits of binary rows differ from a query's, negated so that higher is nearer. Processors count the bits
 * of 64 at once in one instruction; 128-bit SIMD has none for it.
 */
import { rowsPerBlock } from './lanes';

export function hamming(
  queries: usize, queryCount: usize, rows: usize, rowCount: usize, stride: usize, scores: usize,
): void {
  const block = rowsPerBlock(stride, queryCount, rowCount);
  for (let first: usize = 0; first < rowCount; first += block) {
    const end = min(first + block, rowCount);
    for (let i: usize = 0; i < queryCount; i++) {
      const out = scores + ((i * rowCount) << 2);
      for (let row = first; row < end; row++) {
        let query = queries + i * stride;
        let differing: u64 = 0, more: u64 = 0;
        for (let at = rows + row * stride, last = at + stride; at < last; at += 16, query += 16) {
          differing += popcnt(load<u64>(at) ^ load<u64>(query));
          more += popcnt(load<u64>(at, 8) ^ load<u64>(query, 8));
        }
        f32.store(out + (row << 2), <f32>0 - <f32>(differing + more));
      }
    }
  }
}
