import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Kernels, loadKernels } from './index.js';

interface Flat {
  readonly vectors: readonly (readonly number[])[];
  readonly queries: readonly (readonly number[])[];
  readonly ip: { readonly ids: readonly number[][]; readonly scores_faiss_float32: readonly number[][] };
  readonly l2: {
    readonly ids: readonly number[][];
    readonly squared_distances_faiss_float32: readonly number[][];
  };
}

const shared = process.env.REPRISE_SHARED
  ? new URL(`file://${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../shared/', import.meta.url);
const file = new URL('golden/dense/dense.json.gz', shared);
const available = existsSync(file);
const title = 'exact search in 200 vectors of 16 dimensions';

describe.skipIf(!available)(available ? title : `${title} (skipped: no shared collections)`, () => {
  let kernels: Kernels;
  let flat: Flat;

  beforeAll(async () => {
    kernels = await loadKernels();
    flat = JSON.parse(gunzipSync(readFileSync(file)).toString()).flat;
  });

  function search(method: 'dot' | 'squaredDistance') {
    const put = (matrix: Flat['vectors']) => {
      const block = kernels.allocate(matrix.length * 64);
      kernels.view(block, Float32Array).set(matrix.flat());
      return block;
    };
    const [rowCount, queryCount] = [flat.vectors.length, flat.queries.length];
    const scores = kernels.allocate(rowCount * queryCount * 4);
    const [queries, rows] = [put(flat.queries), put(flat.vectors)];
    const best = kernels.select(10);
    kernels[method]({ queries, queryCount, rows, rowCount, stride: 16, scores });
    return flat.queries.map((_, query) => {
      best.offer({ scores, firstScore: query * rowCount, rowCount });
      return best.take();
    });
  }

  it('finds what faiss IndexFlatIP finds, scores to 1e-5', () => {
    search('dot').forEach(({ rows, scores }, query) => {
      expect([...rows]).toEqual(flat.ip.ids[query]);
      scores.forEach((score, i) => {
        expect(Math.abs(score - flat.ip.scores_faiss_float32[query]![i]!)).toBeLessThan(1e-5);
      });
    });
  });

  it('finds what faiss IndexFlatL2 finds, distances to 1e-5', () => {
    search('squaredDistance').forEach(({ rows, scores }, query) => {
      expect([...rows]).toEqual(flat.l2.ids[query]);
      scores.forEach((score, i) => {
        const distance = flat.l2.squared_distances_faiss_float32[query]![i]!;
        expect(Math.abs(-score - distance)).toBeLessThan(1e-5 * Math.max(1, distance));
      });
    });
  });
});
