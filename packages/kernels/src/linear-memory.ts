import type { WebAssemblyMemory } from './web-assembly.js';

/** Bytes addressed from 0, which can become more but never fewer. */
export interface LinearMemory {
  /** The bytes; another buffer after each `grow`. */
  readonly buffer: () => ArrayBuffer;
  /** Makes the buffer hold at least `bytes`; new bytes are 0. */
  readonly grow: (bytes: number) => void;
}

export const pageBytes: number = 65536;

export function wasmMemory(memory: WebAssemblyMemory): LinearMemory {
  return Object.freeze({
    buffer: () => memory.buffer,
    grow: (bytes: number) => {
      const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
      if (missing > 0) memory.grow(missing);
    },
  });
}

/** Growing copies, so it grows by half at least. */
export function plainMemory(maximumBytes: number): LinearMemory {
  let buffer = new ArrayBuffer(pageBytes);
  return Object.freeze({
    buffer: () => buffer,
    grow: (bytes: number) => {
      if (bytes <= buffer.byteLength) return;
      const wanted = Math.max(bytes, Math.min(maximumBytes, Math.ceil(buffer.byteLength * 1.5)));
      const larger = new ArrayBuffer(Math.ceil(wanted / pageBytes) * pageBytes);
      new Uint8Array(larger).set(new Uint8Array(buffer));
      buffer = larger;
    },
  });
}
