import type { Loops } from '../loops.js';

/** Twin of assembly/hamming.ts. */
export function plainHamming(memory: () => ArrayBuffer): Loops['hamming'] {
  return (queries, queryCount, rows, rowCount, stride, scores) => {
    const buffer = memory();
    const words = stride / 4;
    const out = new Float32Array(buffer, scores, queryCount * rowCount);
    const x = new Uint32Array(buffer, rows, rowCount * words);
    for (let i = 0; i < queryCount; i++) {
      const q = new Uint32Array(buffer, queries + i * stride, words);
      for (let row = 0, at = 0; row < rowCount; row++) {
        let differing = 0;
        for (let j = 0; j < words; j++, at++) differing += bitCount(q[j]! ^ x[at]!);
        out[i * rowCount + row] = 0 - differing;
      }
    }
  };
}

/** The bits of a 32-bit word that are set, counted in pairs, nibbles and bytes side by side. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
