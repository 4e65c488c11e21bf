import { type Kernels, kMeans, loadKernels } from '@reprise/kernels';
import { kmeans } from 'ml-kmeans';
import type { Figures } from '../bench.js';
import { median, processorClock, timeEach } from '../measure.js';
import { rowsOf } from '../vectors.js';
import { maxSimTask } from './max-sim-task.js';
import { topicalTokens } from './topical-tokens.js';

const rounds = 1;
const seeds = Array.from({ length: 7 }, (_, i) => i + 1);
const clusters = 24;
const dimensions = 128;
/** Three documents of 180 rows, as long as ColBERT lets them be. */
const count = 540;

interface Clustered {
  readonly labels: ArrayLike<number>;
  readonly centre: (cluster: number) => ArrayLike<number>;
  readonly iterations: number;
}

/** k-means of as many rows as ColBERT-PRF clusters, from the same seeds; random numbers are each engine's own. */
export async function clusteringTimes(peers: boolean): Promise<Figures> {
  const points = maxSimTask(topicalTokens(6, dimensions)).rows.slice(0, count * dimensions);
  const rows = rowsOf(points, dimensions);
  const lists = rows.map((row) => [...row]);
  const ours =
    (kernels: Kernels) =>
    (seed: number): Clustered => {
      const { centres, labels, iterations } = kMeans(kernels, points, dimensions, { clusters, seed });
      const centre = (k: number) => centres.subarray(k * dimensions, (k + 1) * dimensions);
      return { labels, centre, iterations };
    };
  const engines: Record<string, (seed: number) => Clustered> = {
    'reprise kMeans': ours(await loadKernels()),
    'reprise kMeans, plain JavaScript': ours(await loadKernels({ implementation: 'plain' })),
    ...(peers && {
      'ml-kmeans': (seed) => {
        const found = kmeans(lists, clusters, { seed });
        return { labels: found.clusters, centre: (k) => found.centroids[k]!, iterations: found.iterations };
      },
    }),
  };
  const found = Object.values(engines).map((engine) => seeds.map(engine));
  const inertia = found.map((ofEngine) =>
    mean(ofEngine.map(({ labels, centre }) => inertiaOf(rows, labels, centre))),
  );
  const p50 = (await timeEach(Object.values(engines), seeds, rounds, processorClock)).map(median);
  return {
    title: `k-means of ${count} rows, ${dimensions} dimensions, into ${clusters} clusters, from ${seeds.length} seeds`,
    rows: Object.keys(engines).map((engine, e) => ({
      engine,
      'processor ms': p50[e]!,
      'times ours': p50[e]! / p50[0]!,
      iterations: mean(found[e]!.map(({ iterations }) => iterations)),
      inertia: inertia[e]!,
      'inertia / ours': inertia[e]! / inertia[0]!,
    })),
    notes: [
      'Each with its defaults, greedy k-means++ in both. Time: the median of the seeds; the rest: their mean.',
    ],
  };
}

function inertiaOf(
  rows: readonly Float32Array[],
  labels: ArrayLike<number>,
  centre: (cluster: number) => ArrayLike<number>,
): number {
  let sum = 0;
  for (const [i, row] of rows.entries()) {
    const near = centre(labels[i]!);
    for (let d = 0; d < row.length; d++) sum += (row[d]! - near[d]!) ** 2;
  }
  return sum;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
