import type { Hit, Run } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grades, meanOf, qrelsOf, runOf } from '../testing/hand-made.js';
import { type EvaluateOptions, evaluate } from './evaluate.js';

describe('one ranking worked by hand', () => {
  // Ranks: 1 nonRel (0), 2 best (2), 3 unseen (not in the judgements), 4 good (1), 5 sampled (−1: unjudged).
  // R = 3 with `lost`, which is not retrieved; two judged non-relevant documents, one of them retrieved.
  const qrels = qrelsOf({ q: { nonRel: 0, best: 2, good: 1, lost: 1, worst: 0, sampled: -1 } });
  const run = runOf({ q: ['nonRel', 'best', 'unseen', 'good', 'sampled'] });
  const log3 = Math.log2(3);
  const dcg = 2 / log3 + 1 / Math.log2(5);
  const ideal = 2 + 1 / log3 + 1 / 2;
  const dcgAt2 = 2 / log3;
  const idealAt2 = 2 + 1 / log3;
  const epsilon = 0.00001;

  it.each([
    ['num_q', 1],
    ['num_ret', 5],
    ['num_rel', 3],
    ['num_rel_ret', 2],
    ['num_nonrel_judged_ret', 1],
    ['AP', (1 / 2 + 2 / 4) / 3],
    ['AP@3', 1 / 2 / 3],
    ['AP(rel=1)', (1 / 2 + 2 / 4) / 3],
    ['AP(rel=2)', 1 / 2],
    ['gm_map', 1 / 3],
    ['P@5', 2 / 5],
    ['P@2', 1 / 2],
    ['P_10', 2 / 10],
    ['R@2', 1 / 3],
    ['relative_P_2', 1 / 2],
    ['relative_P_5', 2 / 3],
    ['Success@1', 0],
    ['Success@2', 1],
    ['RR', 1 / 2],
    ['RR@1', 0],
    ['RR@2', 1 / 2],
    ['Rprec', 1 / 3],
    ['Rprec_mult_0.40', 1 / 2],
    ['Rprec_mult_2.00', 2 / 6],
    // One judged non-relevant document stands above both, and two are known: each counts 1 − 1/2.
    ['Bpref', (1 / 2 + 1 / 2) / 3],
    ['gm_bpref', 1 / 3],
    // Rank 2: one pooled above, not relevant. Rank 4: two pooled above, half of them relevant.
    [
      'infAP',
      (1 / 2 +
        (1 / 2) * (epsilon / (1 + 2 * epsilon)) +
        1 / 4 +
        (3 / 4) * (2 / 3) * ((1 + epsilon) / (2 + 2 * epsilon))) /
        3,
    ],
    ['IPrec@0.1', 1 / 2],
    ['iprec_at_recall_0.50', 2 / 4],
    ['iprec_at_recall_0.90', 0],
    ['utility', 2 - 3],
    ['nDCG', dcg / ideal],
    ['nDCG@2', dcgAt2 / idealAt2],
    ['ndcg_rel', (dcgAt2 / idealAt2 + dcg / ideal + dcg / ideal) / 3],
    // The ideal gain drops after ranks 1 and 3, and more than one document stands below.
    ['Rndcg', (0 / 2 + dcgAt2 / ideal + dcg / ideal) / 3],
    // Possible gain up to ranks 2 and 4: 2+1 and 2+1+1+1 (never less than 1 a rank); gained: 2 and 3.
    ['G', (2 / log3 + 1 / Math.log2(4)) / 4],
    ['binG', (1 / log3 + 1 / Math.log2(4)) / 3],
    ['SetP', 2 / 5],
    ['SetR', 2 / 3],
    ['SetAP', 4 / 15],
    ['set_relative_P', 2 / 3],
    ['SetF', 1 / 2],
    ['set_F_0.5', 6 / 13],
    ['Judged@5', 4 / 5],
    ['Judged@100', 4 / 5],
    ['unj_5', 2 / 5],
    ['unj_10', 2 / 10],
    // Stops with 3/16 at rank 2 and, having gone on, with 1/16 at rank 4.
    ['ERR@1', 0],
    ['ERR@3', 3 / 16 / 2],
    ['ERR@10', 3 / 16 / 2 + ((13 / 16) * (1 / 16)) / 4],
    // Gains 3 and 1 where the grades are 2 and 1; the third of the ideal is lost.
    ["nDCG(dcg='exp-log2')@2", 3 / log3 / (3 + 1 / log3)],
    ["nDCG(dcg='exp-log2')@10", (3 / log3 + 1 / Math.log2(5)) / (3 + 1 / log3 + 1 / 2)],
    ['R_cap@2', 1 / 2],
    ['R_cap@5', 2 / 3],
    ['R_cap(rel=2)@5', 1],
    ['RBP', 0.2 * (0.8 + 0.8 ** 3)],
    ['RBP(p=0.5)', 0.5 * (0.5 + 0.5 ** 3)],
    ['RBP(rel=2,p=0.5)', 0.5 * 0.5],
    ['rbp', 0.1 * (0.9 + 0.729 / 2)],
    ['rbp_resid', 0.9 ** 5 + 0.1 * (0.9 ** 2 + 0.9 ** 4)],
  ])('%s is %f', (measure, value) => {
    expect(meanOf(measure, qrels, run)).toBeCloseTo(value, 12);
  });

  it('level 2 leaves one relevant document to the binary measures and nDCG as it was', () => {
    expect(meanOf('AP', qrels, run, { level: 2 })).toBe(1 / 2);
    expect(meanOf('nDCG', qrels, run, { level: 2 })).toBe(meanOf('nDCG', qrels, run));
  });

  it('depth 3 cuts the ranking and not the number of relevant documents', () => {
    expect(meanOf('AP', qrels, run, { depth: 3 })).toBeCloseTo(1 / 6, 12);
    expect(meanOf('num_rel', qrels, run, { depth: 3 })).toBe(3);
  });

  it('judgedOnly moves the judged documents up to ranks 1, 2 and 3', () => {
    expect(meanOf('AP', qrels, run, { judgedOnly: true })).toBeCloseTo((1 / 2 + 2 / 3) / 3, 12);
    expect(meanOf('num_ret', qrels, run, { judgedOnly: true })).toBe(3);
  });

  it('11pt_avg of one relevant document at rank 4 is 1/4', () => {
    expect(meanOf('11pt_avg', qrelsOf({ q: { d: 1 } }), runOf({ q: ['a', 'b', 'c', 'd'] }))).toBeCloseTo(
      1 / 4,
      12,
    );
  });
});

describe('grades', () => {
  it('of any size give an exponential nDCG, and ERR refuses those above 4', () => {
    const qrels = qrelsOf({ q: { a: 5000, b: 4999, c: 1 } });
    const run = runOf({ q: ['b', 'a'] });
    const log3 = Math.log2(3);
    expect(meanOf("nDCG(dcg='exp-log2')@10", qrels, run)).toBeCloseTo(
      (1 / 2 + 1 / log3) / (1 + 1 / 2 / log3),
      12,
    );
    expect(() => evaluate(qrels, run, { measures: ['ERR@10'] })).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/query "q": a document has grade 5000: ERR takes/),
      }),
    );
    expect(meanOf('ERR@1', qrelsOf({ q: { b: 4 } }), run)).toBe(15 / 16);
  });
});

describe('queries', () => {
  const qrels = qrelsOf({ 10: { a: 1 }, 9: { a: 1 }, 2: { a: 1, b: 1 }, empty: {} });
  const run = runOf({ 9: ['a'], 10: ['b', 'a'], other: ['a'] });

  it('come in byte order, those that are judged and retrieved', () => {
    const evaluation = evaluate(qrels, run, { measures: ['AP', 'num_q', 'num_rel'] });
    expect(evaluation.queries).toEqual(['10', '9']);
    expect(evaluation.missing).toEqual(['2']);
    expect([...evaluation.perQuery.get('AP')!]).toEqual([1 / 2, 1]);
    expect(Object.fromEntries(evaluation.mean)).toEqual({ AP: 3 / 4, num_q: 2, num_rel: 2 });
  });

  it('that the run misses count 0 if asked, 0.00001 in a geometric mean', () => {
    const { queries, perQuery, mean } = evaluate(qrels, run, {
      measures: ['AP', 'gm_map', 'num_q', 'num_rel', 'num_ret'],
      missing: 'zero',
    });
    expect(queries).toEqual(['10', '2', '9']);
    expect([...perQuery.get('AP')!]).toEqual([1 / 2, 0, 1]);
    expect(mean.get('AP')).toBe(1 / 2);
    expect(mean.get('gm_map')).toBeCloseTo((0.5 * 0.00001) ** (1 / 3), 12);
    expect([mean.get('num_q'), mean.get('num_rel'), mean.get('num_ret')]).toEqual([3, 4, 3]);
  });

  it('with an empty list of hits are missing like those without a list', () => {
    const { missing } = evaluate(qrels, new Map([...run, ['2', []]]));
    expect(missing).toEqual(['2']);
  });

  it('that no list has hits for are all 0 if asked, as a search without results is', () => {
    expect(meanOf('AP', qrelsOf({ q: { a: 1 } }), new Map([['q', []]]), { missing: 'zero' })).toBe(0);
  });

  it("leave trec_eval's slip in the row num_rel: with missing ones counted it forgets the level", () => {
    const graded = qrelsOf({ q: { a: 1, b: 2 }, p: { a: 2 } });
    const options: EvaluateOptions = { level: 2, missing: 'zero', measures: ['num_rel', 'NumRel(rel=2)'] };
    const { mean, perQuery } = evaluate(graded, runOf({ q: ['a'] }), options);
    expect(mean.get('num_rel')).toBe(3);
    expect(mean.get('NumRel(rel=2)')).toBe(2);
    expect([...perQuery.get('num_rel')!]).toEqual([1, 1]);
  });

  it('without a relevant document count 0 in every mean', () => {
    const { mean } = evaluate(qrelsOf({ q: { a: 0, b: -1 } }), runOf({ q: ['a', 'b', 'c'] }), {
      measures: ['all_trec', 'RR@10', 'rbp', 'RBP', 'ERR@10', "nDCG(dcg='exp-log2')@10"],
    });
    const counts = {
      num_q: 1,
      num_ret: 3,
      num_nonrel_judged_ret: 1,
      utility: -3,
      gm_map: 0.00001,
      gm_bpref: 0.00001,
    };
    for (const [name, value] of mean) {
      expect([name, value]).toEqual([name, expect.closeTo((counts as Grades)[name] ?? 0, 12)]);
    }
  });

  it('whose documents are all unjudged leave 0 and never NaN under judgedOnly', () => {
    const { mean } = evaluate(qrelsOf({ q: { a: 1 } }), runOf({ q: ['b'] }), {
      measures: ['all_trec'],
      judgedOnly: true,
    });
    expect([...mean].filter(([, value]) => Number.isNaN(value))).toEqual([]);
  });
});

describe('laws', () => {
  const ids = [
    '__proto__',
    'constructor',
    'a',
    'b',
    'é',
    '\u{E000}',
    '\u{10000}',
    '😀',
    'nul\0',
    'x'.repeat(65_536),
  ];
  const topic = fc.record({
    grades: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: -2, max: 4 }), {
      minKeys: 1,
      noNullPrototype: false,
    }),
    hits: fc.uniqueArray(
      fc.record({ id: fc.constantFrom(...ids), score: fc.double({ min: -5, max: 5, noNaN: true }) }),
      {
        selector: ({ id }) => id,
        minLength: 1,
      },
    ),
  });
  const measures = [
    'nDCG',
    'nDCG@3',
    'AP',
    'R@3',
    'P@3',
    'RR',
    'Bpref',
    'infAP',
    'Rprec',
    '11pt_avg',
    'binG',
    'set',
    'RBP(p=0.8)',
    'ERR@5',
    "nDCG(dcg='exp-log2')@3",
  ];
  const all = (grades: Grades, hits: readonly Hit[], options: EvaluateOptions = {}) =>
    Object.fromEntries(
      evaluate(qrelsOf({ q: grades }), new Map([['q', hits]]), { measures, ...options }).mean,
    );

  it('the order of the list does not matter', () =>
    fc.assert(
      fc.property(topic, ({ grades, hits }) => {
        expect(all(grades, [...hits].reverse())).toEqual(all(grades, hits));
      }),
    ));

  it('every measure but counts and utility lies between 0 and 1', () =>
    fc.assert(
      fc.property(topic, ({ grades, hits }) => {
        for (const [name, value] of Object.entries(all(grades, hits))) {
          if (name.startsWith('num_') || name === 'utility') continue;
          expect([name, value >= 0 && value <= 1 + 1e-12]).toEqual([name, true]);
        }
      }),
    ));

  it('the best possible order has nDCG, AP, recall and bpref of 1', () =>
    fc.assert(
      fc.property(topic, ({ grades }) => {
        const known = Object.entries(grades);
        fc.pre(known.some(([, grade]) => grade > 0));
        const best = known.map(([id, score]) => ({ id, score }));
        const { nDCG, AP, Bpref, set_recall } = all(grades, best);
        expect([nDCG, AP, Bpref, set_recall]).toEqual([1, 1, 1, 1].map((one) => expect.closeTo(one, 12)));
      }),
    ));

  it('depth k equals a run of which only the first k were kept', () =>
    fc.assert(
      fc.property(topic, fc.integer({ min: 1, max: 5 }), ({ grades, hits }, depth) => {
        const spread = hits.map(({ id }, i) => ({ id, score: -i }));
        expect(all(grades, spread, { depth })).toEqual(all(grades, spread.slice(0, depth)));
      }),
    ));

  it('leaves its arguments and Object.prototype alone', () => {
    const hits = Object.freeze(ids.map((id, score) => Object.freeze({ id, score })));
    all(Object.fromEntries([['a', 1]]), hits);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('refusals', () => {
  const qrels = qrelsOf({ q: { a: 1 } });
  const run = runOf({ q: ['a'] });
  const hits = (...scores: number[]): Run => new Map([['q', scores.map((score) => ({ id: 'a', score }))]]);

  it.each([
    [
      'a document twice',
      () => evaluate(qrels, hits(2, 1)),
      'DUPLICATE_ID',
      /query "q" lists document "a" twice/,
    ],
    [
      'NaN as a score',
      () => evaluate(qrels, hits(Number.NaN)),
      'INVALID_INPUT',
      /document "a" is NaN: give a finite/,
    ],
    ['∞ as a score', () => evaluate(qrels, hits(Number.POSITIVE_INFINITY)), 'INVALID_INPUT', /Infinity/],
    [
      'half a grade',
      () => evaluate(qrelsOf({ q: { a: 0.5 } }), run),
      'INVALID_INPUT',
      /grade of document "a" is 0.5/,
    ],
    ['NaN as a grade', () => evaluate(qrelsOf({ q: { b: Number.NaN } }), run), 'INVALID_INPUT', /"b" is NaN/],
    [
      'no query in common',
      () => evaluate(qrelsOf({ p: { a: 1 } }), run),
      'INVALID_INPUT',
      /none of the 1 queries/,
    ],
    [
      'no query in common, missing ones counted',
      () => evaluate(qrelsOf({ p: { a: 1 } }), run, { missing: 'zero' }),
      'INVALID_INPUT',
      /compare the ids/,
    ],
    [
      'a missing query in version 10.0',
      () => evaluate(qrelsOf({ q: { a: 1 }, p: { a: 1 } }), run, { version: '10.0' }),
      'INVALID_INPUT',
      /query "p" is judged.*missing: 'zero'/,
    ],
    [
      'no measures',
      () => evaluate(qrels, run, { measures: [] }),
      'INVALID_OPTION',
      /measures is .*at least one/,
    ],
    ['level 0', () => evaluate(qrels, run, { level: 0 }), 'INVALID_OPTION', /level is 0/],
    ['depth 1.5', () => evaluate(qrels, run, { depth: 1.5 }), 'INVALID_OPTION', /depth is 1.5/],
    ['depth 0', () => evaluate(qrels, run, { depth: 0 }), 'INVALID_OPTION', /depth is 0/],
    [
      'missing: none',
      () => evaluate(qrels, run, { missing: 'none' as 'skip' }),
      'INVALID_OPTION',
      /skip or zero/,
    ],
    [
      'order: rank',
      () => evaluate(qrels, run, { order: 'rank' as 'given' }),
      'INVALID_OPTION',
      /score or given/,
    ],
    ['version 9', () => evaluate(qrels, run, { version: '9' as '10.0' }), 'INVALID_OPTION', /9.0.8 or 10.0/],
  ])('%s', (_, call, code, message) => {
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});
