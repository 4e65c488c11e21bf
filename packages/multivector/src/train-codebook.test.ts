import { loadKernels } from '@reprise/kernels';
import { describe, expect, it } from 'vitest';
import { buildMultivector } from './index.js';
import { numbers, randomDocuments } from './small.test-support.js';
import { trainCodebook } from './train-codebook.js';

const none = () => undefined;

describe('trainCodebook', () => {
  it('cuts residuals at their quantiles and decodes each code to the middle quantile of its bucket', async () => {
    // 19 rows, too few to hold any out. One centroid, the mean of 0 … 18: residuals −9 … 9.
    const sample = Float32Array.from({ length: 19 }, (_, i) => i);
    const options = { dimensions: 1, centroids: 1, unit: false, pace: none } as const;
    const { centroids, buckets } = await trainCodebook(await loadKernels(), sample, { ...options, bits: 2 });
    expect([...centroids]).toEqual([9]);
    // Of 19 sorted values those at ⌊19/4⌋, ⌊19/2⌋, ⌊57/4⌋ and ⌊19/8⌋, ⌊57/8⌋, ⌊95/8⌋, ⌊133/8⌋.
    expect([...buckets!.cutoffs]).toEqual([-5, 0, 5]);
    expect([...buckets!.values]).toEqual([-7, -2, 2, 7]);
  });

  it('makes as many centroids in two levels as asked, each cell with some, of length 1 where rows have it', async () => {
    const next = numbers(3);
    const rows = Array.from({ length: 4000 }, () => {
      const row = Array.from({ length: 8 }, next);
      const length = Math.hypot(...row);
      return row.map((value) => value / length);
    });
    const sample = Float32Array.from(rows.flat());
    const options = { dimensions: 8, centroids: 400, unit: true, bits: undefined, pace: none };
    const book = await trainCodebook(await loadKernels(), sample, options);
    expect(book.centroids).toHaveLength(400 * 8);
    expect(book.cells.length / 8).toBe(book.cellStarts.length - 1);
    expect(book.cells.length / 8).toBeGreaterThan(8);
    expect(book.cellStarts.at(-1)).toBe(400);
    book.cellStarts.forEach((start, i) => {
      if (i > 0) expect(start).toBeGreaterThan(book.cellStarts[i - 1]!);
    });
    for (let at = 0; at < book.centroids.length; at += 8) {
      expect(Math.hypot(...book.centroids.subarray(at, at + 8))).toBeCloseTo(1, 5);
    }
    const again = await trainCodebook(await loadKernels({ implementation: 'plain' }), sample, options);
    expect(again).toEqual(book);
  });
});

describe('residual codes', () => {
  const documents = randomDocuments(400, 32, { rows: 20 });
  const errorOf = async (bits: 1 | 2 | 4): Promise<number> => {
    const index = await buildMultivector(documents, { precision: `residual${bits}`, centroids: 300 });
    const stored = await index.fetch(
      documents.map(({ id }) => id),
      ['tokens'],
    );
    let sum = 0;
    let rows = 0;
    for (const { id, tokens } of documents) {
      const { data } = stored.get(id)!.tokens;
      for (let at = 0; at < data.length; at += 32)
        expect(Math.hypot(...data.subarray(at, at + 32))).toBeCloseTo(1, 5);
      data.forEach((value, i) => {
        sum += (value - tokens.data[i]!) ** 2;
      });
      rows += tokens.weights.length;
    }
    return sum / rows;
  };

  it('come nearer to the rows the more bits they have, and are decoded to length 1', async () => {
    const errors = [await errorOf(1), await errorOf(2), await errorOf(4)];
    expect(errors[0]!).toBeLessThan(0.4);
    expect(errors[1]!).toBeLessThan(errors[0]! / 2);
    expect(errors[2]!).toBeLessThan(errors[1]! / 5);
  });
});
