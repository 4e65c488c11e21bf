import { loadKernels } from '@reprise/kernels';
import { describe, expect, it } from 'vitest';
import { numbers } from './small.test-support.js';
import { trainCodebook } from './train-codebook.js';

const none = () => undefined;

describe('trainCodebook', () => {
  it('makes one centroid the mean', async () => {
    const sample = Float32Array.from({ length: 19 }, (_, i) => i);
    const options = { dimensions: 1, centroids: 1, unit: false, pace: none };
    expect([...(await trainCodebook(await loadKernels(), sample, options)).centroids]).toEqual([9]);
  });

  it('makes as many centroids in two levels as asked, each cell with some, of length 1 where rows have it', async () => {
    const next = numbers(3);
    const rows = Array.from({ length: 4000 }, () => {
      const row = Array.from({ length: 8 }, next);
      const length = Math.hypot(...row);
      return row.map((value) => value / length);
    });
    const sample = Float32Array.from(rows.flat());
    const options = { dimensions: 8, centroids: 400, unit: true, pace: none };
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
