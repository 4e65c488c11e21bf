import { paddedLength } from '@reprise/kernels';
import type { DenseData } from './dense-data.js';
import { allocate } from './rows.js';

/** The vectors of rows, an array each. */
export async function readVectors(
  { kernels, exact, dimensions }: Pick<DenseData, 'kernels' | 'exact' | 'dimensions'>,
  rows: Uint32Array,
): Promise<readonly Float32Array[]> {
  const read: Float32Array[] = [];
  if (exact.floats) {
    const { block, stride } = exact.floats;
    const values = kernels.view(block, Float32Array);
    for (const row of rows) read.push(values.slice(row * stride, row * stride + dimensions));
    return read;
  }
  const stride = paddedLength(dimensions);
  const block = allocate(kernels, rows.length * stride * 4);
  try {
    await exact.gather(rows, block);
    const values = kernels.view(block, Float32Array);
    for (let i = 0; i < rows.length; i++) read.push(values.slice(i * stride, i * stride + dimensions));
    return read;
  } finally {
    kernels.release(block);
  }
}
