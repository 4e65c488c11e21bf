import type { Loops } from '../loops.js';

/** Twin of assembly/dot.ts: four lanes, every product and sum rounded to float32, in the same order. */
export function plainDot(memory: () => ArrayBuffer): Loops['dot'] {
  return (queries, queryCount, rows, rowCount, stride, scores) => {
    const buffer = memory();
    const out = new Float32Array(buffer, scores, queryCount * rowCount);
    const x = new Float32Array(buffer, rows, rowCount * stride);
    const q = new Float32Array(buffer, queries, queryCount * stride);
    for (let i = 0; i < queryCount; i++) {
      for (let row = 0; row < rowCount; row++) {
        out[i * rowCount + row] = laneDot(q, i * stride, x, row * stride, stride);
      }
    }
  };
}

/** The product of `length` values of `q` from `from` on with those of `x` from `at` on; `length` is a multiple of 4. */
export function laneDot(q: Float32Array, from: number, x: Float32Array, at: number, length: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (const end = from + length; from < end; from += 4, at += 4) {
    a = Math.fround(a + Math.fround(q[from]! * x[at]!));
    b = Math.fround(b + Math.fround(q[from + 1]! * x[at + 1]!));
    c = Math.fround(c + Math.fround(q[from + 2]! * x[at + 2]!));
    d = Math.fround(d + Math.fround(q[from + 3]! * x[at + 3]!));
  }
  return Math.fround(Math.fround(a + b) + Math.fround(c + d));
}
