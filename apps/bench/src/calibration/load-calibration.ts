/**
 * Loops that meet a limit of the machine and do nothing else, in WebAssembly SIMD like the kernels: a bench times them in
 * the same process, between its own rounds, and prints its figures as shares of theirs. `wasm-bytes.ts` is made here by
 * `node ../../../../packages/kernels/build-wasm.mjs assembly/index.ts wasm-bytes.ts`.
 */
import { wasmBase64 } from './wasm-bytes.js';

export interface Calibration {
  /** Bytes that `readMemory` reads. */
  readonly bytes: number;
  /** Reads all the bytes once, in order, as fast as memory gives them. */
  readonly readMemory: () => void;
  /** Multiplies and adds in registers `rounds` times; returns how many floating-point operations that were. */
  readonly compute: (rounds: number) => number;
}

/** The part of the WebAssembly API that is used here; Node's types do not declare it. */
interface WebAssemblyApi {
  readonly Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly instantiate: (bytes: Uint8Array, imports: object) => Promise<{ instance: { exports: unknown } }>;
}

interface Exports {
  readonly peak: (rounds: number) => number;
  readonly readSum: (address: number, bytes: number) => number;
}

/** `bytes`: how much memory to read, a multiple of 64; as much as what it is compared with, best. */
export async function loadCalibration(bytes: number): Promise<Calibration> {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  const imports = { env: { memory } };
  const { instance } = await WebAssembly.instantiate(Buffer.from(wasmBase64, 'base64'), imports);
  const { peak, readSum } = instance.exports as Exports;
  // Untouched pages all map to one page of zeros, which is read from the cache.
  new Float32Array(memory.buffer).fill(1);
  return Object.freeze({
    bytes,
    readMemory: () => {
      readSum(0, bytes);
    },
    compute: (rounds: number) => {
      peak(rounds);
      return rounds * 96;
    },
  });
}
