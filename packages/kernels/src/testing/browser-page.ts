/** What `chromium.test.ts` bundles into a page and calls there. */
import { loadKernels } from '../index.js';
import { random } from '../test-support.js';
import { type Flat, searchFlat } from './flat.js';
import { firstDifference, twins } from './twins.js';

/** What a page takes when it is not told which, and the differences of `count` random cases of each loop. */
export async function compareTwins(
  count: number,
): Promise<{ implementation: string; differences: string[] }> {
  const wasm = await loadKernels();
  const plain = await loadKernels({ implementation: 'plain' });
  const differences = Object.keys(twins).flatMap((name) => {
    const difference = firstDifference(name, count, random(name.length), { wasm, plain });
    return difference === undefined ? [] : [`${name}: ${difference}`];
  });
  return { implementation: wasm.implementation, differences };
}

export async function search(
  flat: Pick<Flat, 'vectors' | 'queries'>,
): Promise<{ ip: number[][]; l2: number[][] }> {
  const kernels = await loadKernels();
  const rows = (method: 'dot' | 'squaredDistance') =>
    searchFlat(kernels, flat, method).map(({ rows: found }) => found);
  return { ip: rows('dot'), l2: rows('squaredDistance') };
}
