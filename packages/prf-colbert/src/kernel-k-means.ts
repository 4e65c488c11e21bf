import { type Kernels, kMeans, loadKernels } from '@reprise/kernels';
import { optionError } from '@reprise/spec';
import type { Clusterer } from './clusterer.js';

export interface KernelKMeansOptions {
  /**
   * How often to begin anew; the result of the lowest inertia counts. Default 1, what scikit-learn does with k-means++
   * since 1.4; the paper's scikit-learn 0.23.2 began 10 times, which takes as much longer.
   */
  readonly starts?: number;
}

/** k-means of `@reprise/kernels`: greedy k-means++ and Lloyd. The clusterer where none is named. */
export function kernelKMeans(options: KernelKMeansOptions = {}): Clusterer {
  const { starts = 1 } = options;
  if (!(Number.isInteger(starts) && starts >= 1)) {
    throw optionError('starts', starts, 'a whole number of at least 1');
  }
  let kernels: Promise<Kernels> | undefined;
  return Object.freeze({
    name: 'kernelKMeans',
    cluster: async (points, dimensions, { clusters, seed }) => {
      kernels ??= loadKernels();
      return kMeans(await kernels, points, dimensions, { clusters, seed, starts });
    },
  } satisfies Clusterer);
}
