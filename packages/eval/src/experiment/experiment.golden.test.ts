import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Hit, Qrels, Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { tableOf } from '../tables/table.js';
import { experiment } from './experiment.js';

const shared = process.env.REPRISE_SHARED
  ? new URL(`${pathToFileURL(process.env.REPRISE_SHARED)}/`)
  : new URL('../../../../../shared/', import.meta.url);
const available = existsSync(new URL('golden/significance/pyterrier_experiment.json.gz', shared));

function lines(path: string): string[][] {
  const bytes = readFileSync(new URL(path, shared));
  const text = String(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim().split(/\s+/)]));
}

function group<V>(rows: readonly (readonly [string, string, V])[]): Map<string, Map<string, V>> {
  const groups = new Map<string, Map<string, V>>();
  for (const [query, document, value] of rows) {
    groups.set(query, (groups.get(query) ?? new Map<string, V>()).set(document, value));
  }
  return groups;
}

const readQrels = (path: string): Qrels =>
  group(lines(path).map(([query, , document, grade]) => [query!, document!, Number(grade)]));
const readRun = (path: string): Run => {
  const scores = group(lines(path).map(([query, , document, , score]) => [query!, document!, Number(score)]));
  return new Map(
    [...scores].map(([query, hits]) => [query, [...hits].map(([id, score]): Hit => ({ id, score }))]),
  );
};
const topics = (...sources: readonly ReadonlyMap<string, unknown>[]) =>
  [...new Set(sources.flatMap((source) => [...source.keys()]))].map((id) => ({ id }));

type Row = Readonly<Record<string, string | number | boolean | null>>;
interface PyTerrier {
  readonly experiments: Readonly<Record<string, readonly Row[]>>;
  readonly missing: Readonly<
    Record<
      string,
      {
        readonly mean: Readonly<Record<string, number | string>>;
        readonly perquery_map: Readonly<Record<string, number | null>>;
      }
    >
  >;
}

interface Corrected {
  readonly adjusted: readonly number[];
  readonly reject: readonly boolean[];
}
interface Significance {
  readonly systems: readonly string[];
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly mean_diff: number;
    readonly wins_ties_losses_b: readonly number[];
    readonly t: { readonly p_two_sided: number };
  }[];
  readonly corrections_all_15_t_tests: Readonly<Record<'bonferroni' | 'holm' | 'fdr_bh', Corrected>>;
}

describe.skipIf(!available)(
  `experiment as PyTerrier, ranx and Anserini have it${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    const golden = available
      ? (JSON.parse(lines('golden/significance/pyterrier_experiment.json.gz').flat().join(' ')) as PyTerrier)
      : ({ experiments: {}, missing: {} } as PyTerrier);
    const significance = available
      ? (JSON.parse(lines('golden/significance/significance.json.gz').flat().join(' ')) as Significance)
      : ({} as Significance);

    it.each([
      ['None', 'none'],
      ['bonferroni', 'bonferroni'],
      ['holm', 'holm'],
      ['fdr_bh', 'benjamini-hochberg'],
    ] as const)('agrees on DL19: means, counts, p and correction "%s"', async (key, correction) => {
      const rows = golden.experiments[key] ?? [];
      expect(rows).toHaveLength(6);
      const qrels = readQrels('collections/msmarco-dl-pool/qrels-full/qrels.dl19-passage.txt');
      // Not RR(rel=2)@10: PyTerrier takes it from MS MARCO's script, which breaks ties by id ascending.
      const measures = ['num_q', 'recip_rank', 'P_5', 'nDCG@10', 'AP(rel=2)', 'R(rel=2)@100'];
      const systems = rows.map(({ name }) => ({
        name: String(name),
        run: readRun(`collections/msmarco-dl-pool/runs/${name}.dl19.txt`),
      }));
      const result = await experiment({ systems, queries: topics(qrels), qrels, measures, correction });

      expect(result.queries).toHaveLength(43);
      result.systems.forEach(({ results }, i) => {
        const row = rows[i]!;
        for (const { measure, mean, comparison } of results) {
          expect(mean).toBeCloseTo(Number(row[measure]), 10);
          expect(comparison === undefined).toBe(i === 0);
          if (comparison === undefined) continue;
          expect(comparison.wins).toBe(row[`${measure} +`]);
          expect(comparison.losses).toBe(row[`${measure} -`]);
          expect(comparison.wins + comparison.ties + comparison.losses).toBe(43);
          const p = row[`${measure} p-value`];
          const corrected = correction === 'none' ? p : row[`${measure} p-value corrected`];
          if (p === null) {
            expect(comparison).toMatchObject({ p: Number.NaN, corrected: Number.NaN, significant: false });
            continue;
          }
          expect(comparison.p / Number(p)).toBeCloseTo(1, 8);
          expect(comparison.corrected / Number(corrected)).toBeCloseTo(1, 8);
          if (correction !== 'none') expect(comparison.significant).toBe(row[`${measure} reject`]);
        }
      });
    });

    const dl19 = async (options: Pick<Parameters<typeof experiment>[0], 'correction' | 'significance'>) => {
      const { systems } = significance;
      const qrels = readQrels('collections/msmarco-dl-pool/qrels-full/qrels.dl19-passage.txt');
      return experiment({
        systems: systems.map((name) => ({
          name,
          run: readRun(`collections/msmarco-dl-pool/runs/${name}.dl19.txt`),
        })),
        queries: topics(qrels),
        qrels,
        measures: ['nDCG@10', 'AP', 'R@100'],
        compare: 'all',
        ...options,
      });
    };

    it("compares all pairs as scipy's t-test does, and corrects the 15 as statsmodels", async () => {
      const { pairs, corrections_all_15_t_tests: corrected } = significance;
      for (const [correction, { adjusted, reject }] of [
        ['bonferroni', corrected.bonferroni],
        ['holm', corrected.holm],
        ['benjamini-hochberg', corrected.fdr_bh],
      ] as const) {
        const result = await dl19({ correction });
        const found = result.pairs!.filter(({ measure }) => measure === 'nDCG@10');
        expect(found).toHaveLength(15);
        for (const pair of found) {
          const i = pairs.findIndex(({ a, b }) => a === pair.first && b === pair.second);
          const stored = pairs[i]!;
          expect(pair.p / stored.t.p_two_sided).toBeCloseTo(1, 8);
          expect(pair.meanDifference).toBeCloseTo(stored.mean_diff, 10);
          expect([pair.wins, pair.ties, pair.losses]).toEqual(stored.wins_ties_losses_b);
          expect(pair.corrected / adjusted[i]!).toBeCloseTo(1, 8);
          expect(pair.significant).toBe(reject[i]);
        }
        // The comparison with the baseline is one of the family's.
        for (const { name, results } of result.systems.slice(1)) {
          const pair = found.find(({ first, second }) => first === 'BM25' && second === name)!;
          expect(results[0]!.comparison).toMatchObject({ p: pair.p, corrected: pair.corrected });
        }
      }
    });

    // ranx 0.3.21, compare(…, max_p, make_comparable=True): its default test, which it does not correct. It was given
    // each hit's rank from below for a score: left to its own sort, tied hits stand in another order than trec_eval's.
    it.each([
      [0.05, '- - - | - a a | ab a - | ab a - | ab abcd acd | ab abcd ac'],
      [0.01, '- - - | - a - | ab a - | ab a - | ab abcd a | ab abc ac'],
    ])('names the same letters as ranx at the level %d', async (significance, letters) => {
      const { rows } = tableOf(await dl19({ correction: 'none', significance }));
      const marks = rows.map(({ figures }) => figures.slice(0, 3).map(({ mark }) => mark || '-'));
      expect(marks.map((row) => row.join(' ')).join(' | ')).toBe(letters);
    });

    it('counts the same topics, with the means and values of each, where topics, qrels and run differ', async () => {
      for (const [key, { mean, perquery_map }] of Object.entries(golden.missing)) {
        const [name, which] = key.split('|');
        const qrels = readQrels(`golden/eval/synthetic/${name}.qrels`);
        const run = readRun(`golden/eval/synthetic/${name}.run`);
        const sources = { topics_of_qrels: [qrels], topics_of_run: [run], union: [qrels, run] };
        const result = await experiment({
          systems: [{ name: 'r', run }],
          queries: topics(...(sources[which as keyof typeof sources] as ReadonlyMap<string, unknown>[])),
          qrels,
          measures: ['map', 'ndcg', 'nDCG@10'],
        });
        for (const { measure, mean: found } of result.systems[0]!.results) {
          expect(found, key).toBeCloseTo(Number(mean[measure]), 10);
        }
        // There a topic without judgements has the value null; here it is not there.
        const judged = Object.entries(perquery_map).filter(([, value]) => value !== null);
        expect(new Set(result.queries)).toEqual(new Set(judged.map(([query]) => query)));
        const values = result.systems[0]!.results[0]!.values;
        for (const [query, value] of judged) {
          expect(values[result.queries.indexOf(query)], key).toBeCloseTo(Number(value), 10);
        }
      }
    });

    it('counts the 15 nfcorpus queries without hits as 0: nDCG@10 of BM25 .3218, of RM3 .3460', async () => {
      const qrels: Qrels = group(
        lines('collections/nfcorpus/qrels/test.tsv')
          .slice(1)
          .map(([query, document, grade]) => [query!, document!, Number(grade)]),
      );
      const systems = ['bm25-default', 'rm3-default'].map((name) => ({
        name,
        run: readRun(`golden/anserini/nfcorpus/${name}.trec.gz`),
      }));
      const result = await experiment({ systems, queries: topics(qrels), qrels, measures: ['nDCG@10'] });
      expect(result.queries).toHaveLength(323);
      expect(result.queries.filter((query) => !systems[0]!.run.has(query))).toHaveLength(15);
      expect(result.systems.map(({ results }) => results[0]!.mean.toFixed(4))).toEqual(['0.3218', '0.3460']);
    });
  },
);
