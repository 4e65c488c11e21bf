import type { Block, Kernels } from '../index.js';

/** Runs `use` with a block for each array, and gives back what block `result` holds then. */
export function withBlocks<Name extends string>(
  kernels: Kernels,
  arrays: Record<Name | 'result', ArrayBufferView>,
  use: (blocks: Record<Name | 'result', Block>) => void,
): Float32Array {
  const blocks = {} as Record<Name | 'result', Block>;
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries<ArrayBufferView>(arrays)) {
    const block = kernels.allocate(byteLength);
    kernels.view(block, Uint8Array).set(new Uint8Array(buffer, byteOffset, byteLength));
    blocks[name as Name] = block;
  }
  use(blocks);
  const result = kernels.view(blocks.result, Float32Array).slice();
  for (const block of Object.values<Block>(blocks)) kernels.release(block);
  return result;
}
