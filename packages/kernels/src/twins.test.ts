import { expect, it } from 'vitest';
import { loadKernels } from './index.js';
import { random } from './test-support.js';
import { firstDifference, twins } from './testing/twins.js';

it.each(Object.keys(twins))(
  '%s in WebAssembly equals its plain twin bit for bit in 10,000 random cases',
  async (name) => {
    const wasm = await loadKernels({ implementation: 'wasm' });
    const plain = await loadKernels({ implementation: 'plain' });
    expect(firstDifference(name, 10_000, random(20_000 + name.length), { wasm, plain })).toBeUndefined();
  },
);
