import type { Loops } from '../loops.js';

/** Twin of assembly/dot-int4.ts: 32-bit integer sums, exact in any order, times the row's scale in float32. */
export function plainDotInt4(memory: () => ArrayBuffer): Loops['dotInt4'] {
  return (queries, queryCount, rows, scales, rowCount, stride, scores) => {
    const buffer = memory();
    const out = new Float32Array(buffer, scores, queryCount * rowCount);
    const x = new Uint8Array(buffer, rows, (rowCount * stride) / 2);
    const scale = new Float32Array(buffer, scales, rowCount);
    for (let i = 0; i < queryCount; i++) {
      const q = new Int16Array(buffer, queries + i * stride * 2, stride);
      for (let row = 0, at = 0; row < rowCount; row++) {
        let sum = 0;
        for (let j = 0; j < stride; j += 2, at++) {
          const pair = x[at]!;
          sum = (sum + q[j]! * ((pair & 15) - 8) + q[j + 1]! * ((pair >> 4) - 8)) | 0;
        }
        out[i * rowCount + row] = Math.fround(sum) * scale[row]!;
      }
    }
  };
}
