import { createKernels } from './create-kernels.js';
import type { Kernels } from './kernels.js';
import { pageBytes, plainMemory, wasmMemory } from './linear-memory.js';
import type { Loops } from './loops.js';
import { plainLoops } from './plain-loops.js';
import { wasmBase64 } from './wasm-bytes.js';
import { webAssembly } from './web-assembly.js';

export interface KernelsOptions {
  /**
   * Most that the blocks may take together, bytes. Default 4 GiB, all that 32-bit WebAssembly can address: for more,
   * load several kernels. Nothing is taken before it is allocated.
   */
  readonly maximumBytes?: number;
  /** Default: `wasm` where the engine compiles WebAssembly SIMD, else `plain`. Asking for `wasm` throws where it cannot. */
  readonly implementation?: 'wasm' | 'plain';
}

const addressableBytes = 65536 * pageBytes;

/**
 * Kernels with a memory of their own. Loading is asynchronous because browsers compile more than 4 KiB of WebAssembly
 * in no other way on a page's main thread; everything after it is synchronous.
 */
export async function loadKernels(options: KernelsOptions = {}): Promise<Kernels> {
  const { maximumBytes = addressableBytes, implementation } = options;
  if (!(Number.isInteger(maximumBytes) && maximumBytes >= pageBytes && maximumBytes <= addressableBytes)) {
    throw new RangeError(
      `maximumBytes is ${maximumBytes}: give an integer from ${pageBytes} to ${addressableBytes} (4 GiB)`,
    );
  }
  if (implementation === 'plain') return loadPlain(maximumBytes);
  if (implementation === 'wasm') return loadWasm(maximumBytes);
  return loadWasm(maximumBytes).catch(() => loadPlain(maximumBytes));
}

async function loadWasm(maximumBytes: number): Promise<Kernels> {
  const api = webAssembly();
  if (!api) throw new TypeError('this engine has no WebAssembly: load the plain implementation');
  const memory = new api.Memory({ initial: 1, maximum: Math.ceil(maximumBytes / pageBytes) });
  const bytes = Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0));
  const { instance } = await api.instantiate(bytes, { env: { memory } });
  return createKernels('wasm', wasmMemory(memory), maximumBytes, instance.exports as Loops);
}

function loadPlain(maximumBytes: number): Kernels {
  const memory = plainMemory(maximumBytes);
  return createKernels('plain', memory, maximumBytes, plainLoops(memory.buffer));
}
