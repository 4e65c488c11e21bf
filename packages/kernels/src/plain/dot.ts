import type { Loops } from '../loops.js';

/** Twin of assembly/dot.ts: four lanes, every product and sum rounded to float32, in the same order. */
export function plainDot(memory: () => ArrayBuffer): Loops['dot'] {
  return (queries, queryCount, rows, rowCount, stride, scores) => {
    const buffer = memory();
    const out = new Float32Array(buffer, scores, queryCount * rowCount);
    const x = new Float32Array(buffer, rows, rowCount * stride);
    for (let i = 0; i < queryCount; i++) {
      const q = new Float32Array(buffer, queries + i * stride * 4, stride);
      for (let row = 0, at = 0; row < rowCount; row++) {
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let j = 0; j < stride; j += 4, at += 4) {
          a = Math.fround(a + Math.fround(q[j]! * x[at]!));
          b = Math.fround(b + Math.fround(q[j + 1]! * x[at + 1]!));
          c = Math.fround(c + Math.fround(q[j + 2]! * x[at + 2]!));
          d = Math.fround(d + Math.fround(q[j + 3]! * x[at + 3]!));
        }
        out[i * rowCount + row] = Math.fround(a + b) + Math.fround(c + d);
      }
    }
  };
}
