import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Hit } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { type EvaluateOptions, evaluate } from '../measures/evaluate.js';
import { fourDecimals } from './four-decimals.js';
import { trecEvalLines } from './trec-eval-lines.js';
import { trecEvalWords } from './trec-eval-words.js';

const shared: URL = process.env.REPRISE_SHARED
  ? pathToFileURL(`${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../../shared/', import.meta.url);
const folder = new URL('golden/eval/synthetic/', shared);
const available = existsSync(fileURLToPath(folder));
const note = available ? '' : ' (skipped: no shared collections)';

const rows = (name: string): string[][] =>
  readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => line.trim().split(/[\t ]+/));

/** query or `all` → measure → value; null where trec_eval prints nan */
type Values = Record<string, Record<string, number | null>>;
type Stored = Record<string, 'same as default' | { readonly differences: Values }> & {
  readonly default: Values;
};

/** trec_eval's own order of measures. */
const order =
  'num_q num_ret num_rel num_rel_ret map gm_map Rprec bpref recip_rank iprec_at_recall P recall infAP gm_bpref Rprec_mult utility 11pt_avg binG G ndcg ndcg_rel Rndcg ndcg_cut map_cut relative_P success set_P set_relative_P set_recall set_map set_F num_nonrel_judged_ret'.split(
    ' ',
  );
const place = (name: string): number => order.indexOf(name.replace(/_[\d.]+$/, ''));
const cutoff = (name: string): number => Number(/[\d.]+$/.exec(name)?.[0] ?? 0);

/** The lines that trec_eval prints, from the values that it computed. */
function printed(values: Values, queries: readonly string[], runId: string): readonly string[] {
  const lines: string[] = [];
  for (const query of queries) {
    if (query === 'all') lines.push(`runid                 \tall\t${runId}`);
    const names = Object.keys(values[query]!).filter((name) => !/^set_F_/.test(name));
    for (const name of names.sort((a, b) => place(a) - place(b) || cutoff(a) - cutoff(b))) {
      const value = values[query]![name]!;
      const text = value === null ? 'nan' : /^num_/.test(name) ? `${value}` : fourDecimals(value);
      lines.push(`${name.padEnd(22)}\t${query}\t${text}`);
    }
  }
  return lines;
}

const cutoffs = [1, 3, 5, 10, 15, 20, 30, 100, 200, 500, 1000].join();
const words = [
  'all_trec',
  ...['success', 'relative_P', 'map_cut', 'ndcg_cut', 'recall', 'P'].map((name) => `${name}.${cutoffs}`),
];
const optionsOf: Readonly<Record<string, EvaluateOptions>> = {
  default: {},
  c: { missing: 'zero' },
  l2: { level: 2 },
  l3: { level: 3 },
  M3: { depth: 3 },
  J: { judgedOnly: true },
  c_l2: { missing: 'zero', level: 2 },
};

describe.skipIf(!available)(`the bytes of trec_eval 9.0.8 -q -m all_trec${note}`, () => {
  const golden = available
    ? (JSON.parse(
        gunzipSync(readFileSync(new URL('golden/eval/synthetic.trec_eval.json.gz', shared)))
          .toString('utf8')
          .replace(/\bNaN\b/g, 'null'),
      ) as Record<string, { readonly 'trec_eval_9.0.8': Stored }>)
    : {};
  const names = available ? readdirSync(folder).filter((file) => file.endsWith('.run')) : [];

  it.each(names)('%s, under every option', (file) => {
    const name = file.slice(0, -4);
    const qrels = new Map<string, Map<string, number>>();
    for (const [query, , id, grade] of rows(`${name}.qrels`))
      qrels.set(query!, (qrels.get(query!) ?? new Map()).set(id!, Number(grade)));
    const run = new Map<string, Hit[]>();
    for (const [query, , id, , score] of rows(file))
      run.set(query!, [...(run.get(query!) ?? []), { id: id!, score: Number(score) }]);
    const runId = rows(file).at(-1)!.at(-1)!;
    const stored = golden[name]!['trec_eval_9.0.8'];
    for (const [option, options] of Object.entries(optionsOf)) {
      const changes = stored[option]!;
      const values: Values = structuredClone(stored.default);
      if (option !== 'default' && typeof changes !== 'string')
        for (const [query, own] of Object.entries((changes as { differences: Values }).differences))
          values[query] = { ...values[query], ...own };
      const { measures } = trecEvalWords(words);
      const evaluation = evaluate(qrels, run, { ...options, measures });
      const missing = new Set(evaluation.missing);
      const queries = evaluation.queries.filter((query) => !missing.has(query));
      expect(Object.keys(values).sort()).toEqual([...queries, 'all'].sort());
      const lines = trecEvalLines(evaluation, { perQuery: true, runId });
      const expected = printed(values, [...queries, 'all'], runId);
      // Where trec_eval divides 0 by 0, the value here is 0.
      const comparable = (_: string, i: number): boolean => !expected[i]?.endsWith('\tnan');
      expect(lines.filter(comparable)).toEqual(expected.filter(comparable));
    }
  });
});
