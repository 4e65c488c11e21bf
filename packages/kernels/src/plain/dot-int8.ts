import type { Loops } from '../loops.js';

/** Twin of assembly/dot-int8.ts: 32-bit integer sums, exact in any order, times the row's scale in float32. */
export function plainDotInt8(memory: () => ArrayBuffer): Loops['dotInt8'] {
  return (queries, queryCount, rows, scales, rowCount, stride, scores) => {
    const buffer = memory();
    const out = new Float32Array(buffer, scores, queryCount * rowCount);
    const x = new Int8Array(buffer, rows, rowCount * stride);
    const scale = new Float32Array(buffer, scales, rowCount);
    for (let i = 0; i < queryCount; i++) {
      const q = new Int16Array(buffer, queries + i * stride * 2, stride);
      for (let row = 0, at = 0; row < rowCount; row++) {
        let sum = 0;
        for (let j = 0; j < stride; j++, at++) sum = (sum + q[j]! * x[at]!) | 0;
        out[i * rowCount + row] = Math.fround(sum) * scale[row]!;
      }
    }
  };
}
