import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Flat } from './flat.js';

const shared = process.env.REPRISE_SHARED
  ? new URL(`file://${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../../shared/', import.meta.url);
const file = new URL('golden/dense/dense.json.gz', shared);

export const goldenFlatIsThere: boolean = existsSync(file);

export function readGoldenFlat(): Flat {
  return JSON.parse(gunzipSync(readFileSync(file)).toString()).flat;
}
