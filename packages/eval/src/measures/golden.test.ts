import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { compareHits, type Hit, type Qrels, type Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { type EvaluateOptions, evaluate } from './evaluate.js';
import { parseMeasure } from './parse-measure.js';
import type { TrecEvalVersion } from './topic.js';

const shared: URL = process.env.REPRISE_SHARED
  ? pathToFileURL(`${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../../shared/', import.meta.url);
const available = existsSync(fileURLToPath(new URL('golden/eval/', shared)));
const note = available ? '' : ' (skipped: no shared collections)';

const text = (path: string): string => readFileSync(new URL(path, shared), 'utf8');
const json = (path: string): unknown =>
  JSON.parse(
    // NaN is not JSON: trec_eval prints it where it divides 0 by 0.
    gunzipSync(readFileSync(new URL(path, shared)))
      .toString('utf8')
      .replace(/\bNaN\b/g, 'null'),
  );
const rows = (file: string): string[][] =>
  file
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/[\t ]+/));

function readQrels(file: string): Qrels {
  const qrels = new Map<string, Map<string, number>>();
  for (const [query, , id, grade] of rows(file)) {
    if (!qrels.has(query!)) qrels.set(query!, new Map());
    qrels.get(query!)!.set(id!, Number(grade));
  }
  return qrels;
}

function readRun(file: string): Run {
  const run = new Map<string, Hit[]>();
  for (const [query, , id, , score] of rows(file)) {
    if (!run.has(query!)) run.set(query!, []);
    run.get(query!)!.push({ id: id!, score: Number(score) });
  }
  return run;
}

const pool = 'collections/msmarco-dl-pool/';

/** query or `all` → measure → value; null where trec_eval prints nan */
type Values = Record<string, Record<string, number | null>>;
type Changes = Record<
  string,
  Record<string, number | null> & { changed?: Values[string]; added?: Values[string] }
>;

const optionsOf: Record<string, EvaluateOptions> = {
  default: {},
  c: { missing: 'zero' },
  l2: { level: 2 },
  l3: { level: 3 },
  M3: { depth: 3 },
  J: { judgedOnly: true },
  c_l2: { missing: 'zero', level: 2 },
};

/** Compares every stored value of every query and of the row `all`, and says how many there were. */
function compare(
  qrels: Qrels,
  run: Run,
  expected: Values,
  options: EvaluateOptions,
  tolerance = 1e-11,
): number {
  const names = [...new Set(Object.values(expected).flatMap(Object.keys))];
  const evaluation = evaluate(qrels, run, { ...options, measures: names });
  const wrong: unknown[] = [];
  let compared = 0;
  for (const [query, values] of Object.entries(expected)) {
    for (const [name, value] of Object.entries(values)) {
      const index = evaluation.queries.indexOf(query);
      const ours = query === 'all' ? evaluation.mean.get(name)! : evaluation.perQuery.get(name)![index]!;
      if (value === null) expect(name).toMatch(/^(iprec_at_recall_...\d|11pt_avg)$/);
      else if (!(Math.abs(ours - value) <= tolerance * Math.max(1, Math.abs(value))))
        wrong.push([query, name, value, ours]);
      compared++;
    }
  }
  expect(wrong).toEqual([]);
  return compared;
}

/** trec_eval 9.0.8 under an option: what it prints by default, changed where the file says so. */
function expected908(all: Record<string, Values | string | { differences: Values }>, option: string): Values {
  const base = all.default as Values;
  const own = all[option]!;
  if (typeof own === 'string' || option === 'default') return base;
  const differences = (own as { differences: Values }).differences;
  return merge(base, differences);
}

function merge(base: Values, changes: Values): Values {
  const merged = { ...base };
  for (const [query, values] of Object.entries(changes)) merged[query] = { ...base[query], ...values };
  return merged;
}

/** trec_eval 10.0: changed and added values, or whole queries that 9.0.8 does not print. */
function expected100(base: Values, changes: Changes): Values {
  const flat = Object.entries(changes).map(([query, own]): [string, Values[string]] => [
    query,
    query in base ? { ...own.changed, ...own.added } : (own as Values[string]),
  ]);
  return merge(base, Object.fromEntries(flat));
}

describe.skipIf(!available)(`the stored values of trec_eval${note}`, () => {
  const names = available
    ? readdirSync(new URL('golden/eval/synthetic/', shared))
        .filter((file) => file.endsWith('.run'))
        .map((file) => file.slice(0, -4))
    : [];

  it.each(names)('%s: every measure, option and version', (name) => {
    const golden = json('golden/eval/synthetic.trec_eval.json.gz') as Record<string, Record<string, unknown>>;
    const qrels = readQrels(text(`golden/eval/synthetic/${name}.qrels`));
    const run = readRun(text(`golden/eval/synthetic/${name}.run`));
    const stored = golden[name]!;
    for (const [option, options] of Object.entries(optionsOf)) {
      const older = expected908(stored['trec_eval_9.0.8'] as Parameters<typeof expected908>[0], option);
      expect(compare(qrels, run, older, { ...options, version: '9.0.8' })).toBeGreaterThan(200);
      const newer = (stored['trec_eval_10.0'] as Record<string, unknown>)[option] as Changes & {
        exit?: number;
      };
      const as: { version: TrecEvalVersion } = { version: '10.0' };
      if (newer.exit === 4) {
        expect(() => evaluate(qrels, run, { ...options, ...as })).toThrow(/is judged and has no hits/);
      } else compare(qrels, run, expected100(older, newer), { ...options, ...as });
    }
  });

  const runs = [
    'BM25',
    'BM25_RM3',
    'D_BERT_KD_TASB',
    'OPEN_AI_ADA2',
    'REP_LLAMA',
    'SPLADE_P_P_ENSEMBLE_DISTIL',
  ];
  it.each(runs)('TREC DL19, %s: all queries and measures, -l 2, -M 10 and version 10.0', (name) => {
    const golden = json('golden/eval/dl19.trec_eval.json.gz') as Record<string, Record<string, unknown>>;
    const qrels = readQrels(text(`${pool}qrels-full/qrels.dl19-passage.txt`));
    const run = readRun(text(`${pool}runs/${name}.dl19.txt`));
    const stored = golden[name]!;
    const base = stored.default as Values;
    expect(compare(qrels, run, base, {})).toBeGreaterThan(4800);
    compare(qrels, run, stored.level2 as Values, { level: 2 });
    compare(qrels, run, { all: stored.M10_all as Values[string] }, { depth: 10 });
    const newer = expected100(base, stored['trec_eval_10.0_-c_differences'] as Changes);
    compare(qrels, run, newer, { version: '10.0', missing: 'zero' });
  });

  /** ir_measures' label → ours, where one of our measures is the same. */
  const irLabels: [label: string, name: string, options: EvaluateOptions][] = [
    ...[1, 3, 5, 10, 20, 100].map((k): [string, string, EvaluateOptions] => [
      `Judged@${k}`,
      `Judged@${k}`,
      {},
    ]),
    ['nDCG@10 (pytrec_eval provider)', 'nDCG@10', {}],
    ['AP(rel=2) (pytrec_eval provider)', 'AP(rel=2)', {}],
    ['nDCG(judged_only=True)@10 (pytrec_eval provider)', 'nDCG@10', { judgedOnly: true }],
    ['AP(judged_only=True) (pytrec_eval provider)', 'AP', { judgedOnly: true }],
  ];
  const ir = available
    ? (json('golden/eval/ir_measures.json.gz') as Record<
        string,
        Record<string, Record<string, Values[string]>>
      >)
    : {};
  const pairs: [name: string, of: string, qrels: string, run: string][] = [
    ...names.map((name): [string, string, string, string] => {
      const file = `golden/eval/synthetic/${name}`;
      return [name, 'synthetic', `${file}.qrels`, `${file}.run`];
    }),
    ...runs.map((name): [string, string, string, string] => {
      return [name, 'dl19', `${pool}qrels-full/qrels.dl19-passage.txt`, `${pool}runs/${name}.dl19.txt`];
    }),
  ];
  it.each(pairs)('%s: the values of ir_measures', (name, of, qrelsPath, runPath) => {
    const qrels = readQrels(text(qrelsPath));
    const run = readRun(text(runPath));
    for (const [label, measure, options] of irLabels) {
      // Its Judged keeps the order of the file among tied scores, of which this run has 2,729.
      if (label.startsWith('Judged') && name === 'REP_LLAMA') continue;
      const stored = ir[of]![name]![label]!;
      // ir_measures counts judged topics that the run misses as 0 and averages over them.
      compare(qrels, run, renamed(stored, measure), { ...options, missing: 'zero' });
    }
  });

  const rbpLabels = ['RBP(rel=1,p=0.5)', 'RBP(rel=1,p=0.8)', 'RBP(rel=1,p=0.95)', 'RBP(rel=2,p=0.8)'];
  const rrLabels = ['RR@5', 'RR@10', 'RR(rel=2)@10'];
  const gdevalLabels = [1, 3, 5, 10, 20].flatMap((k) => [`ERR@${k}`, `nDCG(dcg='exp-log2')@${k}`]);

  /** The run with its hits in that order, for measures of `order: 'given'`. */
  const listed = (run: Run, order: (a: Hit, b: Hit) => number): Run =>
    new Map([...run].map(([query, hits]) => [query, [...hits].sort(order)]));
  const asListed: EvaluateOptions = { order: 'given', missing: 'zero' };

  it.each(pairs)('%s: RBP of cwl_eval, tied scores as in the file', (name, of, qrelsPath, runPath) => {
    const run = listed(readRun(text(runPath)), (a, b) => b.score - a.score);
    for (const label of rbpLabels) {
      compare(readQrels(text(qrelsPath)), run, renamed(ir[of]![name]![label]!, label), asListed);
    }
  });

  it.each(pairs)('%s: RR of MS MARCO, tied scores by ascending id', (name, of, qrelsPath, runPath) => {
    const run = listed(readRun(text(runPath)), compareHits);
    for (const label of rrLabels) {
      const stored = ir[of]![name]![`${label} (msmarco provider)`]!;
      compare(readQrels(text(qrelsPath)), run, renamed(stored, label), asListed);
    }
  });

  // gdeval takes the digits of a topic's id for the id, so that "2" and "PLAIN-2" are one topic to it.
  const distinct = pairs.filter(([name]) => name !== 's17_topic_ids');
  it.each(distinct)(
    '%s: ERR and exponential nDCG of gdeval, to its 5 decimals',
    (name, of, qrelsPath, runPath) => {
      const qrels = readQrels(text(qrelsPath));
      const run = readRun(text(runPath));
      for (const label of gdevalLabels) {
        const stored = ir[of]![name]![label]!;
        if ('error' in stored) {
          if (label.startsWith('ERR')) {
            expect(() => evaluate(qrels, run, { measures: [label] })).toThrow(/ERR takes grades up to 4/);
          }
          continue;
        }
        compare(qrels, run, renamed(stored, label), { missing: 'zero', version: '10.0' }, 5.0001e-6);
      }
    },
  );

  it.each(runs)('TREC DL19, %s: the values of ranx', (name) => {
    const golden = json('golden/eval/dl19.ranx_metrics.json.gz') as Record<string, Values>;
    const qrels = readQrels(text(`${pool}qrels-full/qrels.dl19-passage.txt`));
    const run = readRun(text(`${pool}runs/${name}.dl19.txt`));
    const ours = new Map([
      ...[1, 3, 5, 10, 20, 100].map((k): [string, string] => [
        `ndcg_burges@${k}`,
        `nDCG(dcg='exp-log2')@${k}`,
      ]),
      ['ndcg@10', 'nDCG@10'],
      ['map@100', 'AP@100'],
      ['mrr@10', 'RR@10'],
      ['precision@10', 'P@10'],
      ['recall@100', 'R@100'],
      ['hit_rate@10', 'Success@10'],
      ['r-precision', 'Rprec'],
    ]);
    for (const [label, measure] of ours) {
      expect(compare(qrels, run, renamed(golden[name]![label]!, measure), {})).toBe(44);
    }
  });

  it('REP_LLAMA on DL19, with 2,729 tied scores: nDCG@10 is .738440', () => {
    const qrels = readQrels(text(`${pool}qrels-full/qrels.dl19-passage.txt`));
    const run = readRun(text(`${pool}runs/REP_LLAMA.dl19.txt`));
    expect(evaluate(qrels, run).mean.get('nDCG@10')).toBeCloseTo(0.73844, 6);
  });

  it('parses every printed name back to itself', () => {
    const golden = json('golden/eval/dl19.trec_eval.json.gz') as Record<string, { default: Values }>;
    for (const name of Object.keys(golden.BM25!.default.all!)) {
      expect(parseMeasure(name).map((measure) => measure.trec)).toEqual([name]);
    }
  });
});

/** query → value as query → measure → value */
const renamed = (values: Values[string], measure: string): Values =>
  Object.fromEntries(Object.entries(values!).map(([query, value]) => [query, { [measure]: value }]));
