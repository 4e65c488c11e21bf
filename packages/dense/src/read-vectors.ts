import { paddedLength } from '@reprise/kernels';
import type { DenseData } from './dense-data.js';
import { allocate } from './rows.js';

/** The vectors of rows, an array each. */
export async function readVectors(
  { kernels, exact, dimensions }: Pick<DenseData, 'kernels' | 'exact' | 'dimensions'>,
  rows: Uint32Array,
): Promise<readonly Float32Array[]> {
  const stride = paddedLength(dimensions);
  const block = allocate(kernels, rows.length * stride * 4);
  try {
    await exact.gather(rows, block);
    const values = kernels.view(block, Float32Array);
    return Array.from(rows, (_, i) => values.slice(i * stride, i * stride + dimensions));
  } finally {
    kernels.release(block);
  }
}
