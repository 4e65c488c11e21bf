import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Clusterer, kernelKMeans, kMedoids, mlKmeans } from './index.js';

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.hypot(...Array.from(a, (value, i) => value - b[i]!));

const rowsIn = (data: Float32Array, dimensions: number): Float32Array[] =>
  Array.from({ length: data.length / dimensions }, (_, row) =>
    data.subarray(row * dimensions, (row + 1) * dimensions),
  );

/** Different points of two dimensions. */
const points = fc.uniqueArray(
  fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })),
  {
    selector: (point) => point.join(),
    minLength: 1,
    maxLength: 14,
  },
);

const cases = fc
  .tuple(points, fc.integer({ min: 1, max: 5 }), fc.nat(9))
  .map(([rows, clusters, seed]) => ({ rows, clusters: Math.min(clusters, rows.length), seed }));

const clusterers: readonly [string, Clusterer][] = [
  ['kernelKMeans', kernelKMeans()],
  ['mlKmeans', mlKmeans()],
  ['kMedoids', kMedoids()],
];

describe.each(clusterers)('%s', (_, clusterer) => {
  it('gives each point its nearest centre, and the same ones again', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ rows, clusters, seed }) => {
        const data = Float32Array.from(rows.flat());
        const found = await clusterer.cluster(data, 2, { clusters, seed });
        const centres = rowsIn(found.centres, 2);
        expect(centres).toHaveLength(clusters);
        rows.forEach((row, i) => {
          const nearest = Math.min(...centres.map((centre) => distance(row, centre)));
          expect(distance(row, centres[found.labels[i]!]!)).toBeCloseTo(nearest, 4);
        });
        expect(await clusterer.cluster(data, 2, { clusters, seed })).toEqual(found);
      }),
    ));

  it('finds groups that lie far apart', async () => {
    const data = Float32Array.of(0, 0, 0, 1, 50, 50, 50, 51, 51, 50, -50, 50);
    const { labels } = await clusterer.cluster(data, 2, { clusters: 3, seed: 42 });
    expect(labels[1]).toBe(labels[0]);
    expect([labels[3], labels[4]]).toEqual([labels[2], labels[2]]);
    expect(new Set(labels).size).toBe(3);
  });

  it('has a cluster for each point where there are no more', async () => {
    const { labels } = await clusterer.cluster(Float32Array.of(1, 2, 3, 4, 5), 1, { clusters: 5, seed: 1 });
    expect(new Set(labels).size).toBe(5);
  });
});

describe('kMedoids', () => {
  const sum = (rows: readonly ArrayLike<number>[], medoids: readonly ArrayLike<number>[]): number =>
    rows.reduce((total, row) => total + Math.min(...medoids.map((medoid) => distance(row, medoid))), 0);

  it('ends at points that no swap with another improves', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ rows, clusters, seed }) => {
        const { centres } = await kMedoids().cluster(Float32Array.from(rows.flat()), 2, { clusters, seed });
        const medoids = rowsIn(centres, 2);
        for (const medoid of medoids) expect(rows).toContainEqual([...medoid]);
        const total = sum(rows, medoids);
        medoids.forEach((_, i) => {
          for (const row of rows) {
            const swapped = medoids.map((medoid, j): ArrayLike<number> => (j === i ? row : medoid));
            expect(sum(rows, swapped)).toBeGreaterThanOrEqual(total - 1e-4);
          }
        });
      }),
      { numRuns: 1000 },
    ));

  it('takes the point in the middle, not the mean', async () => {
    const { centres } = await kMedoids().cluster(Float32Array.of(0, 1, 2, 3, 100), 1, {
      clusters: 1,
      seed: 42,
    });
    expect([...centres]).toEqual([2]);
  });
});
