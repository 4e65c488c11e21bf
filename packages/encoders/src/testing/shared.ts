import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Folder of models and golden values, which are not part of the repository. */
const shared = process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
/** Folder of the large models. */
const models = process.env.REPRISE_MODELS;

export const hasShared: boolean = existsSync(`${shared}/golden/models`);

export const sharedModel = (name: string): string => `${shared}/models/${name}`;

/** Where a large model lies, undefined where it was not fetched. */
export function largeModel(name: string): string | undefined {
  const path = `${models}/${name}`;
  return models !== undefined && existsSync(path) ? path : undefined;
}

export function golden<T>(name: string): T {
  return JSON.parse(
    gunzipSync(readFileSync(`${shared}/golden/models/${name}.json.gz`)).toString('utf8'),
  ) as T;
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  return largest;
}

/** Inner product over both lengths. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}
