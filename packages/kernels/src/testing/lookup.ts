import { type Kernels, paddedLength } from '../index.js';
import type { Random } from '../test-support.js';
import { withBlocks } from './with-blocks.js';

export interface Lookup {
  readonly products: Float32Array;
  readonly codeCount: number;
  readonly weights: Float32Array;
  readonly codes: Uint32Array;
  readonly considered?: Uint8Array;
  readonly ranges: Uint32Array;
}

export function runLookup(kernels: Kernels, { codeCount, considered, ...arrays }: Lookup): Float32Array {
  const documentCount = arrays.ranges.length / 2;
  const result = new Float32Array(documentCount).fill(7);
  const optional: { readonly considered?: Uint8Array } = considered === undefined ? {} : { considered };
  return withBlocks(kernels, { ...arrays, ...(optional as { considered: Uint8Array }), result }, (blocks) => {
    const stride = arrays.weights.length;
    kernels.maxSimLookup({ ...blocks, scores: blocks.result, stride, codeCount, documentCount });
  });
}

export function randomLookup(r: Random, weird: boolean): Lookup {
  const queryRows = 1 + r.below(r.below(20) === 0 ? 70 : 12);
  const stride = paddedLength(queryRows);
  const codeCount = 1 + r.below(9);
  const rowCount = r.below(14);
  const value = weird ? r.value : () => r.below(2 ** 24) / 2 ** 23 - 1;
  const products = new Float32Array(codeCount * stride);
  for (let code = 0; code < codeCount; code++) {
    for (let i = 0; i < queryRows; i++) products[code * stride + i] = value();
  }
  const ranges = new Uint32Array(2 * r.below(5));
  for (let i = 0; i < ranges.length; i += 2) {
    ranges[i] = r.below(rowCount + 1);
    ranges[i + 1] = r.below(rowCount + 1 - ranges[i]!);
  }
  return {
    products,
    codeCount,
    weights: Float32Array.from({ length: stride }, (_, i) => (i < queryRows ? value() : 0)),
    codes: Uint32Array.from({ length: rowCount }, () => r.below(codeCount)),
    ...(r.below(2) === 0 && { considered: Uint8Array.from({ length: codeCount }, () => r.below(2)) }),
    ranges,
  };
}
