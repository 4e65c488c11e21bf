import { type Kernels, kMeans } from '../index.js';
import type { Random } from '../test-support.js';
import { randomDocuments, runMaxSim } from './documents.js';
import { randomLookup, runLookup } from './lookup.js';
import { randomResiduals, runDecoding } from './residuals.js';
import { randomScan, runScan, type ScanMethod, valueBytes } from './scans.js';

/** Runs one random case in kernels. */
type Twin = (r: Random) => (kernels: Kernels) => Float32Array;

const scan =
  (method: ScanMethod): Twin =>
  (r) => {
    const drawn = randomScan(method, r);
    return (kernels) => runScan(kernels, drawn);
  };

const documents =
  (int8: boolean): Twin =>
  (r) => {
    const drawn = randomDocuments(r, int8, true);
    return (kernels) => runMaxSim(kernels, drawn);
  };

/** What is to have the same bits in WebAssembly and in plain JavaScript. */
export const twins: Readonly<Record<string, Twin>> = {
  ...Object.fromEntries((Object.keys(valueBytes) as ScanMethod[]).map((method) => [method, scan(method)])),
  maxSim: documents(false),
  maxSimInt8: documents(true),
  maxSimLookup: (r) => {
    const drawn = randomLookup(r, true);
    return (kernels) => runLookup(kernels, drawn);
  },
  decodeResiduals: (r) => {
    const drawn = randomResiduals(r);
    return (kernels) => runDecoding(kernels, drawn);
  },
  kMeans: (r) => {
    const [count, dimensions] = [1 + r.below(12), 1 + r.below(6)];
    // Around 0, or so far off that the mean is taken from the points.
    const offset = r.below(4) === 0 ? 9 : -1;
    const points = Float32Array.from(
      { length: count * dimensions },
      () => r.below(2 ** 24) / 2 ** 23 + offset,
    );
    const options = { clusters: 1 + r.below(count), seed: r.bits() };
    return (kernels) => kMeans(kernels, points, dimensions, options).centres;
  },
};

/** How the first of `count` random cases that differs between the implementations does; `undefined` if none. */
export function firstDifference(
  name: string,
  count: number,
  r: Random,
  { wasm, plain }: { readonly wasm: Kernels; readonly plain: Kernels },
): string | undefined {
  const twin = twins[name] as Twin;
  for (let i = 0; i < count; i++) {
    const run = twin(r);
    const expected = run(plain);
    const actual = run(wasm);
    const differs = actual.findIndex((value, at) => !Object.is(value, expected[at]));
    if (differs >= 0)
      return `case ${i}: value ${differs} is ${actual[differs]}, the twin’s ${expected[differs]}`;
  }
  return undefined;
}
