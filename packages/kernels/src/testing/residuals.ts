import { type Kernels, paddedLength } from '../index.js';
import type { Random } from '../test-support.js';
import { withBlocks } from './with-blocks.js';

export interface Residuals {
  readonly codes: Uint8Array;
  readonly scales: Float32Array;
  readonly centroidIds: Uint32Array;
  readonly centroids: Float32Array;
  readonly table: Float32Array;
  readonly bits: 1 | 2 | 4;
  readonly firstRow: number;
  readonly stride: number;
  readonly dimensions: number;
}

export function runDecoding(kernels: Kernels, residuals: Residuals): Float32Array {
  const { codes, scales, centroidIds, centroids, table, bits, firstRow, stride, dimensions } = residuals;
  const rowCount = centroidIds.length - firstRow;
  const result = new Float32Array(rowCount * stride).fill(7);
  return withBlocks(kernels, { codes, scales, centroidIds, centroids, table, result }, (blocks) => {
    kernels.decodeResiduals({
      ...blocks,
      target: blocks.result,
      bits,
      firstRow,
      rowCount,
      stride,
      dimensions,
    });
  });
}

export function randomResiduals(r: Random): Residuals {
  const bits = ([1, 2, 4] as const)[r.below(3)]!;
  const dimensions = 1 + r.below(60);
  const stride = paddedLength(dimensions);
  const [firstRow, rowCount, centroidCount] = [r.below(3), r.below(6), 1 + r.below(4)];
  return {
    codes: Uint8Array.from({ length: ((firstRow + rowCount) * stride * bits) / 8 }, () => r.below(256)),
    scales: Float32Array.from({ length: firstRow + rowCount }, r.value),
    centroidIds: Uint32Array.from({ length: firstRow + rowCount }, () => r.below(centroidCount)),
    centroids: Float32Array.from({ length: centroidCount * stride }, r.value),
    table: Float32Array.from({ length: 2 ** bits }, r.value),
    bits,
    firstRow,
    stride,
    dimensions,
  };
}
