import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadKernels } from './index.js';
import { webAssembly } from './web-assembly.js';

describe('loadKernels', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('takes WebAssembly where there is any', async () => {
    expect((await loadKernels()).implementation).toBe('wasm');
    expect((await loadKernels({ implementation: 'plain' })).implementation).toBe('plain');
  });

  it('takes the plain twins where the engine has no WebAssembly, unless told otherwise', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect((await loadKernels()).implementation).toBe('plain');
    await expect(loadKernels({ implementation: 'wasm' })).rejects.toThrow(/no WebAssembly/);
  });

  it('takes the plain twins where the engine refuses the module, as without SIMD', async () => {
    const instantiate = async () => {
      throw new Error('invalid opcode');
    };
    vi.stubGlobal('WebAssembly', { Memory: webAssembly()?.Memory, instantiate });
    expect((await loadKernels()).implementation).toBe('plain');
  });

  it('refuses a maximum that is no number of bytes or above 4 GiB', async () => {
    for (const maximumBytes of [0, 1.5, 2 ** 32 + 1, Number.NaN]) {
      await expect(loadKernels({ maximumBytes })).rejects.toThrow(`maximumBytes is ${maximumBytes}`);
    }
  });
});

it('the committed WebAssembly is what its sources compile to', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const target = join(folder, 'wasm-bytes.ts');
    const inPackage = { cwd: fileURLToPath(new URL('..', import.meta.url)) };
    execFileSync(process.execPath, ['build-wasm.mjs', 'src/assembly/index.ts', target], inPackage);
    expect(readFileSync(target, 'utf8')).toBe(
      readFileSync(new URL('wasm-bytes.ts', import.meta.url), 'utf8'),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
