import type { Clusterer } from './clusterer.js';

/**
 * k-means of the package `ml-kmeans`, with its defaults: greedy k-means++, at most 100 iterations, tolerance 1e-6. A
 * second opinion on `kernelKMeans`, in float64 and many times as slow. It is loaded when it is first used.
 */
export function mlKmeans(): Clusterer {
  return Object.freeze({
    name: 'mlKmeans',
    cluster: async (points, dimensions, { clusters, seed }) => {
      const { kmeans } = await import('ml-kmeans');
      const rows = Array.from({ length: points.length / dimensions }, (_, row) =>
        Array.from(points.subarray(row * dimensions, (row + 1) * dimensions)),
      );
      const found = kmeans(rows, clusters, { seed });
      return { centres: Float32Array.from(found.centroids.flat()), labels: Uint32Array.from(found.clusters) };
    },
  } satisfies Clusterer);
}
