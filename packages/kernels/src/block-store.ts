/**
 * Hands out regions of one linear memory, first fit, and takes them back: released neighbours become one region. Few
 * and large blocks are meant (rows, scores), so a list of free regions is searched from its start.
 */
import type { Block } from './kernels.js';
import type { LinearMemory } from './linear-memory.js';

export interface BlockStore {
  readonly allocate: (bytes: number) => Block;
  readonly release: (block: Block) => void;
  /** Its address. Throws a RangeError where it was released, is another store's, or holds less than `bytes`. */
  readonly address: (block: Block, bytes: number, name: string) => number;
}

/** A cache line, so that no vector of a row lies across two. */
const alignment = 64;

export function blockStore(memory: LinearMemory, maximumBytes: number): BlockStore {
  // No block ends at 2³²: the loops compare with the end of a row, which would be 0 in 32 bits.
  const highest = Math.min(maximumBytes, 2 ** 32 - alignment);
  const addresses = new Map<Block, number>();
  const free: { address: number; bytes: number }[] = [];
  let top = alignment; // address 0 means "no block" to the loops
  let touched = top; // from here on memory was never handed out and is 0

  const growTo = (bytes: number) => {
    try {
      memory.grow(bytes);
    } catch (cause) {
      throw new RangeError(`the system gave no memory for ${bytes} bytes in all: release blocks`, { cause });
    }
  };

  const place = (bytes: number): number => {
    const index = free.findIndex((region) => region.bytes >= bytes);
    const region = free[index];
    if (region) {
      const { address } = region;
      region.address += bytes;
      region.bytes -= bytes;
      if (region.bytes === 0) free.splice(index, 1);
      return address;
    }
    if (top + bytes > highest) {
      throw new RangeError(
        `a block of ${bytes} bytes does not fit: ${top} of at most ${maximumBytes} bytes are taken; release blocks, ` +
          'raise maximumBytes (up to 4 GiB), or spread the rows over several kernels',
      );
    }
    growTo(top + bytes);
    top += bytes;
    return top - bytes;
  };

  return Object.freeze({
    allocate: (bytes: number) => {
      requireCount('bytes', bytes);
      const size = Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
      const address = place(size);
      if (address < touched)
        new Uint8Array(memory.buffer(), address, Math.min(size, touched - address)).fill(0);
      touched = Math.max(touched, address + size);
      const block: Block = Object.freeze({ bytes });
      addresses.set(block, address);
      return block;
    },
    release: (block: Block) => {
      const address = addressOf(addresses, block, 'block');
      addresses.delete(block);
      const bytes = Math.max(alignment, Math.ceil(block.bytes / alignment) * alignment);
      const after = free.findIndex((region) => region.address > address);
      free.splice(after < 0 ? free.length : after, 0, { address, bytes });
      for (let i = free.length - 1; i > 0; i--) {
        const before = free[i - 1]!;
        if (before.address + before.bytes === free[i]!.address) before.bytes += free.splice(i, 1)[0]!.bytes;
      }
      const last = free[free.length - 1]!;
      if (last.address + last.bytes === top) top = free.pop()!.address;
    },
    address: (block: Block, bytes: number, name: string) => {
      const address = addressOf(addresses, block, name);
      if (block.bytes < bytes) {
        throw new RangeError(
          `${name} is a block of ${block.bytes} bytes, ${bytes} are needed: allocate a larger one`,
        );
      }
      return address;
    },
  });
}

function addressOf(addresses: ReadonlyMap<Block, number>, block: Block, name: string): number {
  const address = addresses.get(block);
  if (address === undefined) {
    throw new RangeError(
      `${name} is not a block of these kernels, or was released: allocate it here, release it last`,
    );
  }
  return address;
}

export function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} is ${value}: give an integer of at least 0`);
  }
}
