import type { Block, Kernels } from '@reprise/kernels';
import { RepriseError } from '@reprise/spec';

/** Memory of the kernels, or a typed error where there is no more. */
export function allocate(kernels: Kernels, bytes: number): Block {
  try {
    return kernels.allocate(bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RepriseError(
      'LIMIT_EXCEEDED',
      `the token rows need more memory than WebAssembly has, 4 GiB (${cause.message}): store residual codes, pool tokens, ` +
        'or make several indexes',
      { cause, details: { value: bytes } },
    );
  }
}

export type Take = (bytes: number) => Block;

/** Blocks for the time of `use`, which are released however it ends. */
export async function withBlocks<T>(kernels: Kernels, use: (take: Take) => Promise<T> | T): Promise<T> {
  const taken: Block[] = [];
  try {
    return await use((bytes) => {
      const block = allocate(kernels, bytes);
      taken.push(block);
      return block;
    });
  } finally {
    for (const block of taken) kernels.release(block);
  }
}

/** Rows of `dimensions` numbers into rows of `stride`, from row `first` of the block on. */
export function setPadded(
  kernels: Kernels,
  block: Block,
  rows: Float32Array,
  { dimensions, stride, first = 0 }: { dimensions: number; stride: number; first?: number },
): void {
  const view = kernels.view(block, Float32Array);
  for (let row = 0; row * dimensions < rows.length; row++) {
    view.set(rows.subarray(row * dimensions, (row + 1) * dimensions), (first + row) * stride);
  }
}
