import type { Qrels, Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../measures/evaluate.js';
import { trecEvalLines } from './trec-eval-lines.js';

const qrels: Qrels = new Map([
  ['1', new Map([['a', 1]])],
  ['2', new Map([['a', 1]])],
  ['3', new Map([['a', 1]])],
]);
const run: Run = new Map([
  ['1', [{ id: 'a', score: 1 }]],
  [
    '2',
    [
      { id: 'b', score: 2 },
      { id: 'a', score: 1 },
    ],
  ],
]);

describe('trecEvalLines', () => {
  it("prints name, query and value in trec_eval's columns and its order", () => {
    const evaluation = evaluate(qrels, run, { measures: ['P.10,5', 'gm_map', 'map', 'num_q', 'num_ret'] });
    expect(trecEvalLines(evaluation, { perQuery: true, runId: 'mine' })).toEqual([
      'num_ret               \t1\t1',
      'map                   \t1\t1.0000',
      'P_5                   \t1\t0.2000',
      'P_10                  \t1\t0.1000',
      'num_ret               \t2\t2',
      'map                   \t2\t0.5000',
      'P_5                   \t2\t0.2000',
      'P_10                  \t2\t0.1000',
      'runid                 \tall\tmine',
      'num_q                 \tall\t2',
      'num_ret               \tall\t3',
      'map                   \tall\t0.7500',
      'gm_map                \tall\t0.7071',
      'P_5                   \tall\t0.2000',
      'P_10                  \tall\t0.1000',
    ]);
  });

  it('prints the summary alone by default and the queries alone if asked', () => {
    const evaluation = evaluate(qrels, run, { measures: ['AP'] });
    expect(trecEvalLines(evaluation)).toEqual(['map                   \tall\t0.7500']);
    expect(trecEvalLines(evaluation, { perQuery: true, summary: false })).toEqual([
      'map                   \t1\t1.0000',
      'map                   \t2\t0.5000',
    ]);
  });

  it('prints relevance strings after P and before recall, for queries only', () => {
    const evaluation = evaluate(qrels, run, { measures: ['recall.5', 'P.5', 'RR@10'] });
    const relevance = {
      name: 'relstring_2',
      strings: new Map([
        ['1', '1'],
        ['2', '-1'],
      ]),
    };
    expect(trecEvalLines(evaluation, { perQuery: true, relevance }).slice(0, 8)).toEqual([
      'P_5                   \t1\t0.2000',
      "relstring_2           \t1\t'1'",
      'recall_5              \t1\t1.0000',
      'RR@10                 \t1\t1.0000',
      'P_5                   \t2\t0.2000',
      "relstring_2           \t2\t'-1'",
      'recall_5              \t2\t1.0000',
      'RR@10                 \t2\t0.5000',
    ]);
    expect(trecEvalLines({ ...evaluation, measures: [] }, { perQuery: true, relevance, runId: 't' })).toEqual(
      ["relstring_2           \t1\t'1'", "relstring_2           \t2\t'-1'", 'runid                 \tall\tt'],
    );
  });

  it('prints relevance strings first where nothing comes before them, and last where nothing comes after', () => {
    const relevance = { name: 'relstring', strings: new Map([['1', '1']]) };
    const names = (measure: string): (string | undefined)[] =>
      trecEvalLines(evaluate(qrels, run, { measures: [measure] }), {
        perQuery: true,
        summary: false,
        relevance,
      })
        .slice(0, 2)
        .map((line) => line.split('\t')[0]?.trim());
    expect(names('recall.5')).toEqual(['relstring', 'recall_5']);
    expect(names('RR@10')).toEqual(['relstring', 'RR@10']);
    expect(names('P.5')).toEqual(['P_5', 'relstring']);
  });

  it('prints an empty relevance string for a query without one', () => {
    const evaluation = evaluate(qrels, run, { measures: ['P.5'] });
    const relevance = { name: 'relstring', strings: new Map([['1', '1']]) };
    expect(trecEvalLines(evaluation, { perQuery: true, relevance })[3]).toBe("relstring             \t2\t''");
  });

  it('prints queries that were counted as 0 in version 10.0 only', () => {
    const queries = (version: '9.0.8' | '10.0'): (string | undefined)[] =>
      trecEvalLines(evaluate(qrels, run, { measures: ['map'], missing: 'zero', version }), {
        perQuery: true,
      }).map((line) => line.split('\t').slice(1).join(' '));
    expect(queries('9.0.8')).toEqual(['1 1.0000', '2 0.5000', 'all 0.5000']);
    expect(queries('10.0')).toEqual(['1 1.0000', '2 0.5000', '3 0.0000', 'all 0.5000']);
  });

  it('prints measures that trec_eval does not have last and under their own name', () => {
    const evaluation = evaluate(qrels, run, { measures: ['Judged@10', 'AP(rel=2)', 'RR@10', 'AP'] });
    expect(trecEvalLines(evaluation).map((line) => line.split('\t')[0]?.trim())).toEqual([
      'map',
      'AP(rel=2)',
      'RR@10',
      'Judged@10',
    ]);
  });
});
