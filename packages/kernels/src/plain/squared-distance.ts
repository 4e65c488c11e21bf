import type { Loops } from '../loops.js';

/** Twin of assembly/squared-distance.ts: four lanes, every step rounded to float32, in the same order. */
export function plainSquaredDistance(memory: () => ArrayBuffer): Loops['squaredDistance'] {
  return (queries, queryCount, rows, rowCount, stride, scores) => {
    const buffer = memory();
    const out = new Float32Array(buffer, scores, queryCount * rowCount);
    const x = new Float32Array(buffer, rows, rowCount * stride);
    const lanes = new Float32Array(4);
    for (let i = 0; i < queryCount; i++) {
      const q = new Float32Array(buffer, queries + i * stride * 4, stride);
      for (let row = 0, at = 0; row < rowCount; row++) {
        lanes.fill(0);
        for (let j = 0; j < stride; j++, at++) {
          const difference = Math.fround(x[at]! - q[j]!);
          lanes[j & 3]! += Math.fround(difference * difference);
        }
        out[i * rowCount + row] =
          0 - (Math.fround(lanes[0]! + lanes[1]!) + Math.fround(lanes[2]! + lanes[3]!));
      }
    }
  };
}
