import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { feedbackOn, refined, type VectorStrategy } from './feedback.test-support.js';
import { dime, vectorAverage, vectorPresets, vectorRocchio } from './index.js';

const shared = process.env.REPRISE_SHARED
  ? pathToFileURL(`${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../shared/', import.meta.url);
const golden = new URL('golden/dense/', shared);
const available = existsSync(fileURLToPath(golden));

interface WorkedExample {
  readonly q: number[];
  readonly docs: Record<string, number[]>;
  readonly first_pass: [string, number][];
  readonly [name: string]: unknown;
}

interface Case {
  readonly query: number;
  readonly method: string;
  readonly vector?: number[];
  readonly kept?: number[];
  readonly ids: number[];
  readonly scores: number[];
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

const close = (found: readonly number[], expected: readonly number[], digits: number): void => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
};

describe.skipIf(!available)(
  `the worked example of Vector-PRF${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    const load = () =>
      JSON.parse(readFileSync(new URL('methods.json', golden), 'utf8')).A_vector_prf as WorkedExample;
    const pyterrier = feedbackOn(
      [1, 2, 3],
      [
        [4, 5, 6],
        [1, 4, 2],
        [8, 7, 1],
      ],
    );
    const cases: readonly [
      name: string,
      strategy: VectorStrategy,
      top: number,
      bottom?: [from: number, to: number],
    ][] = [
      ['avg_k1', vectorAverage(), 1],
      ['avg_k3', vectorAverage(), 3],
      ['float32_avg_k3', vectorAverage(), 3],
      ['avg_k10_but_6_docs', vectorAverage(), 10],
      ['rocchio_a.4_b.6_k3', vectorRocchio(vectorPresets.interpolationStudy), 3],
      ['rocchio_a.4_b.6_k5', vectorRocchio(), 5],
      ['rocchio_pyserini_defaults_depth5', vectorRocchio(vectorPresets.pyserini), 3],
      ['rocchio_depth5_a.4_b.6_topk_left_at_3', vectorRocchio(), 3],
      [
        'rocchio_a.9_b.5_g.2_depth6_top2_bottom2',
        vectorRocchio({ alpha: 0.9, beta: 0.5, gamma: 0.2 }),
        2,
        [4, 6],
      ],
      ['rocchio_overlap_depth3_top3_bottom1_g.1_a.4_b.6', vectorRocchio({ gamma: 0.1 }), 3, [2, 3]],
      ['rocchio_as_average_k3', vectorRocchio(vectorPresets.paperAverage), 3],
      ['rocchio_a.4_b.6_k3_l2', vectorRocchio({ normalise: 'output' }), 3],
      ['l2_inputs_rocchio_a.4_b.6_k3', vectorRocchio({ normalise: 'inputs' }), 3],
      ['l2_inputs_then_l2_output', vectorRocchio({ normalise: 'both' }), 3],
    ];

    it.each(cases)('%s', async (name, strategy, top, [from, to] = [0, 0]) => {
      const example = load();
      const documents = example.first_pass.map(([id]) => example.docs[id]!);
      const feedback = feedbackOn(example.q, documents.slice(0, top), documents.slice(from, to));
      const moved = await refined(strategy, feedback);
      close(moved, example[name] as number[], 6);

      const second = example[`${name}_rank`] as [string, number][] | undefined;
      if (second === undefined) return;
      const found = Object.entries(example.docs)
        .map(([id, data]): [string, number] => [id, dot(moved, data)])
        .sort((a, b) => b[1] - a[1]);
      expect(found.map(([id]) => id)).toEqual(second.map(([id]) => id));
      close(
        found.map(([, score]) => score),
        second.map(([, score]) => score),
        6,
      );
    });

    it("agrees with PyTerrier's own examples", async () => {
      const example = load();
      const first = { ...pyterrier, positive: pyterrier.positive.slice(0, 1) };
      const half = vectorRocchio({ alpha: 0.5, beta: 0.5 });
      close(await refined(vectorAverage(), pyterrier), example.pyterrier_dr_avg_k3 as number[], 6);
      close(await refined(half, pyterrier), example['pyterrier_dr_vector_a.5_b.5_k3'] as number[], 6);
      close(await refined(half, first), example['pyterrier_dr_vector_a.5_b.5_k1'] as number[], 6);
      close(
        await refined(vectorRocchio(vectorPresets.pyterrier), pyterrier),
        example['pyterrier_dr_vector_default_a1_b.2_k3'] as number[],
        6,
      );
    });
  },
);

describe.skipIf(!available)(
  `200 vectors of 16 dimensions, in float64${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    const load = () => {
      const all = JSON.parse(gunzipSync(readFileSync(new URL('dense.json.gz', golden))).toString());
      const { vectors, queries } = all.flat as { vectors: number[][]; queries: number[][] };
      return { vectors, queries, cases: all.vector_prf_numpy.cases as Case[] };
    };
    const search = (query: readonly number[], vectors: readonly number[][]): [number, number][] =>
      vectors
        .map((data, id): [number, number] => [id, dot(query, data)])
        .sort((a, b) => b[1] - a[1] || a[0] - b[0]);

    const strategyOf = (method: string): VectorStrategy => {
      if (method === 'average_k3') return vectorAverage();
      if (method === 'rocchio_k5_a.4_b.6') return vectorRocchio();
      if (method === 'rocchio_k3_n3_a1_b.75_g.15')
        return vectorRocchio({ alpha: 1, beta: 0.75, gamma: 0.15 });
      return dime({ keep: Number(/^dime_prf_k\d_rho(.*)$/.exec(method)![1]) });
    };

    it('moves every query as numpy does, and finds what it finds', async () => {
      const { vectors, queries, cases } = load();
      expect(cases.length).toBeGreaterThan(80);
      for (const { query, method, ids, scores, ...expected } of cases) {
        const first = search(queries[query]!, vectors);
        const top = Number(/_k(\d+)/.exec(method)![1]);
        const bottom = Number(/_n(\d+)/.exec(method)?.[1] ?? 0);
        const at = (hits: readonly [number, number][]) => hits.map(([id]) => vectors[id]!);
        const negative = bottom === 0 ? [] : at(first.slice(10 - bottom, 10));
        const feedback = feedbackOn(queries[query]!, at(first.slice(0, top)), negative);
        const moved = await refined(strategyOf(method), feedback);
        if (expected.vector !== undefined) close(moved, expected.vector, 5);
        if (expected.kept !== undefined) {
          expect(moved.flatMap((value, i) => (value === 0 ? [] : [i]))).toEqual(expected.kept);
        }
        const second = search(moved, vectors).slice(0, 10);
        expect(second.map(([id]) => id)).toEqual(ids);
        close(
          second.map(([, score]) => score),
          scores,
          4,
        );
      }
    });
  },
);
