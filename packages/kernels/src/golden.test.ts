import { beforeAll, describe, expect, it } from 'vitest';
import { type Kernels, loadKernels } from './index.js';
import { type Flat, searchFlat } from './testing/flat.js';
import { goldenFlatIsThere, readGoldenFlat } from './testing/golden-flat.js';

const title = 'exact search in 200 vectors of 16 dimensions';

describe.skipIf(!goldenFlatIsThere)(
  goldenFlatIsThere ? title : `${title} (skipped: no shared collections)`,
  () => {
    let kernels: Kernels;
    let flat: Flat;

    beforeAll(async () => {
      kernels = await loadKernels();
      flat = readGoldenFlat();
    });

    it('finds what faiss IndexFlatIP finds, scores to 1e-5', () => {
      searchFlat(kernels, flat, 'dot').forEach(({ rows, scores }, query) => {
        expect(rows).toEqual(flat.ip.ids[query]);
        scores.forEach((score, i) => {
          expect(Math.abs(score - flat.ip.scores_faiss_float32[query]![i]!)).toBeLessThan(1e-5);
        });
      });
    });

    it('finds what faiss IndexFlatL2 finds, distances to 1e-5', () => {
      searchFlat(kernels, flat, 'squaredDistance').forEach(({ rows, scores }, query) => {
        expect(rows).toEqual(flat.l2.ids[query]);
        scores.forEach((score, i) => {
          const distance = flat.l2.squared_distances_faiss_float32[query]![i]!;
          expect(Math.abs(-score - distance)).toBeLessThan(1e-5 * Math.max(1, distance));
        });
      });
    });
  },
);
