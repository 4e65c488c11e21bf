import type { Loops } from '../loops.js';

/** Twin of assembly/residuals.ts. */
export function plainDecodeResiduals(memory: () => ArrayBuffer): Loops['decodeResiduals'] {
  return (codes, scales, centroidIds, centroids, table, bits, rowCount, stride, dimensions, target) => {
    const buffer = memory();
    const code = new Uint8Array(buffer, codes, (rowCount * stride * bits) / 8);
    const scale = new Float32Array(buffer, scales, rowCount);
    const ids = new Uint32Array(buffer, centroidIds, rowCount);
    const residual = new Float32Array(buffer, table, 2 ** bits);
    const out = new Float32Array(buffer, target, rowCount * stride);
    const mask = 2 ** bits - 1;
    for (let row = 0; row < rowCount; row++) {
      const centroid = new Float32Array(buffer, centroids + ids[row]! * stride * 4, stride);
      for (let j = 0, bit = row * stride * bits; j < dimensions; j++, bit += bits) {
        const missing = residual[(code[bit >>> 3]! >> (bit & 7)) & mask]!;
        out[row * stride + j] = centroid[j]! + Math.fround(scale[row]! * missing);
      }
      out.fill(0, row * stride + dimensions, (row + 1) * stride);
    }
  };
}
