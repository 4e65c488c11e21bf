import { type Kernels, paddedLength } from '../index.js';
import type { Random } from '../test-support.js';
import { withBlocks } from './with-blocks.js';

export interface Documents {
  readonly query: Float32Array | Int16Array;
  readonly weights: Float32Array;
  readonly rows: Float32Array | Int8Array;
  readonly scales: Float32Array;
  readonly stride: number;
  readonly ranges: Uint32Array;
}

export function runMaxSim(
  kernels: Kernels,
  { query, weights, rows, scales, stride, ranges }: Documents,
): Float32Array {
  const documentCount = ranges.length / 2;
  const result = new Float32Array(documentCount).fill(7);
  return withBlocks(kernels, { query, weights, rows, scales, ranges, result }, (blocks) => {
    const scan = { ...blocks, scores: blocks.result, queryRows: weights.length, stride, documentCount };
    if (rows instanceof Int8Array) kernels.maxSimInt8(scan);
    else kernels.maxSim(scan);
  });
}

export function randomDocuments(r: Random, int8: boolean, weird: boolean): Documents {
  const large = r.below(40) === 0;
  const stride = paddedLength(1 + r.below(large ? 400 : 40));
  const queryRows = r.below(large ? 70 : 8);
  const rowCount = r.below(large ? 90 : 14);
  const value = weird ? r.value : () => r.below(2 ** 24) / 2 ** 23 - 1;
  const values = (count: number) => Float32Array.from({ length: count }, value);
  const documentCount = r.below(5);
  const ranges = Uint32Array.from({ length: documentCount * 2 }, () => 0);
  for (let i = 0; i < documentCount; i++) {
    ranges[2 * i] = r.below(rowCount + 1);
    ranges[2 * i + 1] = r.below(rowCount + 1 - ranges[2 * i]!);
  }
  return {
    query: int8
      ? Int16Array.from({ length: queryRows * stride }, () => r.below(32000) - 16000)
      : values(queryRows * stride),
    weights: values(queryRows),
    rows: int8
      ? Int8Array.from({ length: rowCount * stride }, () => r.below(256))
      : values(rowCount * stride),
    scales: values(rowCount),
    stride,
    ranges,
  };
}
