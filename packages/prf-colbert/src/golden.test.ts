import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { kMeans, loadKernels } from '@reprise/kernels';
import { describe, expect, it } from 'vitest';
import { type Clusterer, colbertPrf, expandColbert } from './index.js';
import { answering, eachRow, feedbackOn, matrix, maxSim, rowsOf } from './tokens.test-support.js';

const shared = process.env.REPRISE_SHARED
  ? pathToFileURL(`${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../shared/', import.meta.url);
const file = new URL('golden/dense/methods.json', shared);
const available = existsSync(fileURLToPath(file));

type Rows = readonly (readonly number[])[];
interface Golden {
  readonly idf_N8841823: Record<string, number>;
  readonly ictf_T688000000: Record<string, number>;
  readonly nn: Record<string, readonly string[]>;
  readonly df: Record<string, number>;
  readonly sorted: readonly (readonly [cluster: string, token: string, sigma: number])[];
  readonly selected_fe3_beta1: Golden['sorted'];
  readonly 'selected_fe3_beta0.5_weights': readonly number[];
  readonly Q: Rows;
  readonly U: Rows;
  readonly weights: readonly number[];
  readonly docs: Record<string, Rows>;
  readonly maxsim_weighted: Record<string, { readonly score: number }>;
  readonly 'maxsim_weighted_beta0.5': Record<string, number>;
  readonly kmeans: { readonly X: Rows; readonly init_rows: readonly number[]; readonly centroids: Rows };
  readonly centroid_without_zero_rows: readonly number[];
  readonly centroid_if_zero_rows_join_cluster: readonly number[];
}

/** Lloyd from given centres. */
const from = (centres: Rows): Clusterer => ({
  name: 'from given centres',
  cluster: async (points, dimensions, { clusters }) =>
    kMeans(await loadKernels(), points, dimensions, {
      clusters,
      centres: Float32Array.from(centres.flat()),
    }),
});

const close = (found: ArrayLike<number>, expected: readonly number[], digits = 6): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, digits);
  });
};

describe.skipIf(!available)(
  `the worked example of ColBERT-PRF${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    const load = () => JSON.parse(readFileSync(file, 'utf8')).C_colbert_prf as Golden;
    const documents = 8_841_823;

    it.each(['idf', 'ictf'] as const)('has the same %s', async (weighting) => {
      const golden = load();
      const table = weighting === 'idf' ? golden.idf_N8841823 : golden.ictf_T688000000;
      for (const [frequency, sigma] of Object.entries(table)) {
        const collection = {
          ...answering([[1]], new Map([[1, Number(frequency)]]), documents),
          occurrences: 688_000_000,
        };
        const expand = expandColbert({ collection, weighting, clusterer: eachRow });
        const [row] = await expand(feedbackOn(matrix([[1, 0]]), [matrix([[1, 1]])]));
        expect(row?.sigma ?? 0).toBeCloseTo(sigma, 6);
      }
    });

    it('names and chooses the same clusters', async () => {
      const { nn, df, sorted, selected_fe3_beta1, ...golden } = load();
      const labels = [...new Set(Object.values(nn).flat())];
      const ids = Object.values(nn).map((tokens) => tokens.map((token) => labels.indexOf(token)));
      const frequencies = new Map(labels.map((label, i) => [i, df[label] ?? 0]));
      const collection = answering(ids, frequencies, documents, labels);
      // One row a cluster, c0 first.
      const clusters = Object.keys(nn);
      const rows = matrix(clusters.map((_, i) => [i + 1, 0]));
      const expand = async (options = {}) =>
        (await expandColbert({ collection, clusterer: eachRow, ...options })(feedbackOn(rows, [rows]))).map(
          ({ data, label, sigma, weight }) => ({ cluster: clusters[data[0]! - 1], label, sigma, weight }),
        );
      for (const [found, expected] of [
        [await expand(), sorted],
        [await expand({ expansions: 3 }), selected_fe3_beta1],
      ] as const) {
        expect(found.map(({ cluster, label }) => [cluster, label])).toEqual(
          expected.map(([cluster, label]) => [cluster, label]),
        );
        close(
          found.map(({ sigma }) => sigma),
          expected.map(([, , sigma]) => sigma),
        );
      }
      close(
        (await expand({ expansions: 3, beta: 0.5 })).map(({ weight }) => weight),
        golden['selected_fe3_beta0.5_weights'],
      );
    });

    it.each([1, 0.5])('ranks by the new query as the example does, at β = %d', async (beta) => {
      const golden = load();
      const sigmas = golden.weights.slice(golden.Q.length);
      const strategy = colbertPrf({
        collection: answering([[0], [1]], new Map(), 9, ['one', 'two']),
        clusterer: {
          name: 'given',
          cluster: async () => ({
            centres: Float32Array.from(golden.U.flat()),
            labels: Uint32Array.of(0, 1),
          }),
        },
        weighting: 'meanCosine',
        meanCosine: (token) => sigmas[token]!,
        beta,
      });
      const [changed] = await strategy.refine([feedbackOn(matrix(golden.Q), [matrix(golden.U)])]);
      for (const [id, rows] of Object.entries(golden.docs)) {
        const expected =
          beta === 1 ? golden.maxsim_weighted[id]!.score : golden['maxsim_weighted_beta0.5'][id]!;
        expect(maxSim(changed!.tokens, matrix(rows))).toBeCloseTo(expected, 5);
      }
    });

    it('finds the same centroids from the same start', async () => {
      const { X, init_rows, centroids } = load().kmeans;
      const expand = expandColbert({
        collection: answering([[1], [1], [1]], new Map(), 9),
        clusterer: from(init_rows.map((row) => X[row]!)),
        clusters: 3,
        padTo: X.length, // the example clusters its row of zeros
      });
      const found = await expand(feedbackOn(matrix(X), [matrix(X)]));
      expect(found.map(({ documents }) => documents[0]?.rows)).toEqual([3, 2, 2]);
      found.forEach(({ data }, i) => {
        close(data, centroids[i]!);
      });
    });

    it('has the same centroid with and without rows of zeros', async () => {
      const golden = load();
      const rows = matrix([
        [0.6, 0.8],
        [0.8, 0.6],
        [1, 0],
      ]);
      const centroid = async (padTo: number) =>
        rowsOf(
          (
            await colbertPrf({
              collection: answering([[1]], new Map(), 9),
              clusters: 1,
              padTo,
            }).refine([feedbackOn(rows, [rows])])
          )[0]!.tokens,
        )[3]!;
      close(await centroid(0), golden.centroid_without_zero_rows);
      close(await centroid(5), golden.centroid_if_zero_rows_join_cluster);
    });
  },
);
