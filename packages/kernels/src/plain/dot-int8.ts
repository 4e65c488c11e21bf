import type { Loops } from '../loops.js';

/** Twin of assembly/dot-int8.ts: 32-bit integer sums, exact in any order, times the row's scale in float32. */
export function plainDotInt8(memory: () => ArrayBuffer): Loops['dotInt8'] {
  return (queries, queryCount, rows, scales, rowCount, stride, scores) => {
    const buffer = memory();
    const out = new Float32Array(buffer, scores, queryCount * rowCount);
    const x = new Int8Array(buffer, rows, rowCount * stride);
    const scale = new Float32Array(buffer, scales, rowCount);
    const q = new Int16Array(buffer, queries, queryCount * stride);
    for (let i = 0; i < queryCount; i++) {
      for (let row = 0; row < rowCount; row++) {
        out[i * rowCount + row] =
          Math.fround(integerDot(q, i * stride, x, row * stride, stride)) * scale[row]!;
      }
    }
  };
}

/** The product of `length` values of `q` from `from` on with those of `x` from `at` on, modulo 2³². */
export function integerDot(q: Int16Array, from: number, x: Int8Array, at: number, length: number): number {
  let sum = 0;
  for (const end = from + length; from < end; from++, at++) sum = (sum + q[from]! * x[at]!) | 0;
  return sum;
}
