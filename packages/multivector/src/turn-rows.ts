/**
 * Turns rows about the origin, all alike: products of two turned rows are those of the rows, and what a row lacks of its
 * centroid spreads over all dimensions, of which a few would else hold most.
 *
 *     three times: x ← D·x, then the first, the last, and again the first 2^⌊log₂ dimensions⌋ of x ← H·x
 *
 * D flips signs that are drawn once and for all, H is the Walsh–Hadamard transform at length 1: a random turn in
 * dimensions · log dimensions additions (Ailon and Chazelle, SIAM J. Comput. 39, 2009). Overlapping parts take the place
 * of the zeros that would fill rows up to a power of two.
 */
import { seededNumbers } from './random.js';

const rounds = 3;
const seed = 42;

/** A copy of the rows, turned. */
export function turned(rows: Float32Array, dimensions: number): Float32Array {
  return turnEach(rows, dimensions, (row, { length, signs }) => {
    for (let round = 0; round < rounds; round++) {
      flip(row, signs, round);
      transform(row, startOf(round, dimensions, length), length);
    }
  });
}

/** A copy of turned rows as they were before, but for rounding. */
export function turnedBack(rows: Float32Array, dimensions: number): Float32Array {
  return turnEach(rows, dimensions, (row, { length, signs }) => {
    for (let round = rounds - 1; round >= 0; round--) {
      transform(row, startOf(round, dimensions, length), length);
      flip(row, signs, round);
    }
  });
}

interface Turn {
  /** Of the part that is transformed, a power of two. */
  readonly length: number;
  /** 1 or −1, [rounds][dimensions]. */
  readonly signs: Float32Array;
}

function turnEach(
  rows: Float32Array,
  dimensions: number,
  turn: (row: Float32Array, by: Turn) => void,
): Float32Array {
  const below = seededNumbers(seed);
  const by = {
    length: 2 ** Math.floor(Math.log2(dimensions)),
    signs: Float32Array.from({ length: rounds * dimensions }, () => 1 - 2 * below(2)),
  };
  const copy = rows.slice();
  for (let at = 0; at < copy.length; at += dimensions) turn(copy.subarray(at, at + dimensions), by);
  return copy;
}

const startOf = (round: number, dimensions: number, length: number): number =>
  round % 2 === 0 ? 0 : dimensions - length;

function flip(row: Float32Array, signs: Float32Array, round: number): void {
  for (let i = 0, at = round * row.length; i < row.length; i++, at++) row[i]! *= signs[at]!;
}

/** Two levels of sums and differences at a time, as long as there are two: each number is read and written half as often. */
function transform(row: Float32Array, start: number, length: number): void {
  const end = start + length;
  let apart = 1;
  for (; apart * 4 <= length; apart *= 4) {
    for (let from = start; from < end; from += 4 * apart) {
      for (let i = from; i < from + apart; i++) {
        const a = row[i]! + row[i + apart]!;
        const b = row[i]! - row[i + apart]!;
        const c = row[i + 2 * apart]! + row[i + 3 * apart]!;
        const d = row[i + 2 * apart]! - row[i + 3 * apart]!;
        row[i] = a + c;
        row[i + apart] = b + d;
        row[i + 2 * apart] = a - c;
        row[i + 3 * apart] = b - d;
      }
    }
  }
  if (apart < length) {
    for (let i = start; i < start + apart; i++) {
      const a = row[i]!;
      row[i] = a + row[i + apart]!;
      row[i + apart] = a - row[i + apart]!;
    }
  }
  const scale = 1 / Math.sqrt(length);
  for (let i = start; i < end; i++) row[i]! *= scale;
}
