import type { Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { qrelsOf, runOf } from '../testing/hand-made.js';
import { type EvaluateOptions, evaluate } from './evaluate.js';
import { parseMeasure } from './parse-measure.js';

const refused = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: unknown };
    return { code, message, details };
  }
  return 'not refused';
};

describe('a measure that is refused', () => {
  const expectedOf = (text: string): string => {
    const { message } = refused(() => parseMeasure(text)) as { message: string };
    return message.slice(message.indexOf('give ') + 5);
  };

  it('is told every known name, each once, and each of them is taken', () => {
    const known = expectedOf('zzzzzzzzzzzz')
      .replace(/^a known one; known are /, '')
      .split(', ');
    expect(new Set(known).size).toBe(known.length);
    expect(known).toEqual(
      expect.arrayContaining(['nDCG@10', 'RBP(p=0.8)', 'ERR@10', 'AP', 'AP@10', 'all_trec']),
    );
    expect(known).toEqual(
      expect.arrayContaining(["nDCG(dcg='exp-log2')@10", 'ndcg_cut', 'rbp_resid', 'official']),
    );
    for (const name of known) expect(parseMeasure(name).length).toBeGreaterThan(0);
  });

  it("is told where it is trec_eval's and not among the known", () => {
    const others = /; trec_eval's measures of preferences and of several judges are not among them$/;
    for (const text of ['prefs_simp', 'all_prefs', 'map_avgjg', 'P_avgjg_5', 'map_jg'])
      expect(expectedOf(text)).toMatch(others);
    expect(refused(() => parseMeasure('prefs'))).toMatchObject({
      details: {
        option: 'measure',
        expected: expect.stringMatching(/^a known one; known are .*, map, .*, set, /),
      },
    });
    for (const text of ['myprefs', 'map_jgx', 'zzzzzzzzzzzz']) expect(expectedOf(text)).not.toMatch(others);
  });

  it.each<readonly [text: string, option: string, expected: string | undefined]>([
    ['nDCG(rel=2)@10', 'measure', 'nDCG without rel: it has no level'],
    ['AP(rel=0)', 'measure', 'rel as a whole number of at least 1'],
    ['RBP(p=0)', 'the p of measure RBP', 'a number between 0 and 1'],
    ['RBP(p=1.0)', 'the p of measure RBP', 'a number between 0 and 1'],
    ['RBP(p=0.5x)', 'the p of measure RBP', 'a number between 0 and 1'],
    ['RBP(p=x0.5)', 'the p of measure RBP', 'a number between 0 and 1'],
    ['nDCG@0', 'the cut-off of measure nDCG', 'a whole number of at least 1'],
    ['nDCG@05', 'the cut-off of measure nDCG', 'a whole number of at least 1'],
    ['nDCG@1234567890123456', 'the cut-off of measure nDCG', 'a whole number of at least 1'],
    ['nDCG@5x', 'the cut-off of measure nDCG', 'a whole number of at least 1'],
    ['P_2.5', 'the cut-off of measure P', 'a whole number of at least 1'],
    ['P_5x', 'measure', undefined],
    ['utilityx', 'measure', undefined],
    ['undefined', 'measure', undefined],
    ["nDCG(dcg=,'exp-log2')@5", 'measure', undefined],
    ['RBP(p=0.5\nx)', 'measure', undefined],
    ['RBP(p= 0.5)', 'the p of measure RBP', 'a number between 0 and 1'],
    ['RBP(p=5e-1)', 'the p of measure RBP', 'a number between 0 and 1'],
    ['ndcg.1=3\nx', 'measure', undefined],
    ['num_ret_5', 'measure', undefined],
    ['IPrec@x', 'the cut-off of measure IPrec', 'a number of at least 0'],
    ['IPrec@0.5x', 'the cut-off of measure IPrec', 'a number of at least 0'],
    ['IPrec@x0.5', 'the cut-off of measure IPrec', 'a number of at least 0'],
    ['unj_0', 'the cut-off of measure unj', 'a whole number of at least 1'],
    ...['1=x', 'x1=3', '1=3x', '1', '1=', '=3', '1=3,', '1=3,1=4', '1=-3', '1=.', '1234567890123456=1'].map(
      (list) =>
        [
          `ndcg.${list}`,
          /^[-\d.]/.test(list) ? 'the gains of measure ndcg' : 'measure',
          /^[-\d.]/.test(list)
            ? 'grade=gain pairs, each grade once and no gain below 0, such as 1=3,2=9'
            : undefined,
        ] as const,
    ),
    ...[
      '1,-1',
      '1,-1,0,0,0',
      '1,-1,0,1',
      '1,x,0,0',
      '1,2x,0,0',
      '1,,0,0',
      '1,.,0,0',
      '1,0x1,0,0',
      '1,1e1,0,0',
    ].map(
      (list) =>
        [
          `utility.${list}`,
          'the weights of measure utility',
          '4 numbers, the last of them 0, such as 1,-1,0,0',
        ] as const,
    ),
  ])('as %s is names what stands in its place', (text, option, expected) => {
    expect(refused(() => parseMeasure(text))).toMatchObject({
      code: 'INVALID_OPTION',
      details: { option, ...(expected !== undefined && { expected }) },
    });
  });
});

describe('what a measure may be written with', () => {
  it('is gains and weights with and without a digit before or behind the point', () => {
    expect(parseMeasure('ndcg.10=.25,2=12.25,3=4.')[0]!.gains).toEqual(
      new Map([
        [10, 0.25],
        [2, 12.25],
        [3, 4],
      ]),
    );
    expect(parseMeasure('ndcg_123456789012345=1')[0]!.gains).toEqual(new Map([[123456789012345, 1]]));
    expect(parseMeasure('utility.-12.25,.125,3.,0')[0]!.parameters).toEqual([-12.25, 0.125, 3, 0]);
  });

  it('is a cut-off of up to 15 digits, and a fraction of any form', () => {
    expect(parseMeasure('nDCG@123456789012345')[0]!.cutoff).toBe(123456789012345);
    expect(parseMeasure('IPrec@.25')[0]).toMatchObject({ cutoff: 0.25, trec: 'iprec_at_recall_0.25' });
    expect(parseMeasure('IPrec@1')[0]).toMatchObject({ cutoff: 1, trec: 'iprec_at_recall_1.00' });
    expect(parseMeasure('RBP(p=.125)')[0]!.cutoff).toBe(0.125);
  });

  it('is a level of more than one digit, beside a p in either order', () => {
    for (const text of ['RBP(rel=12,p=0.5)', 'RBP(p=0.5,rel=12)'])
      expect(parseMeasure(text)[0]).toMatchObject({ level: 12, cutoff: 0.5 });
    expect(parseMeasure('AP(rel=1)')[0]!.level).toBe(1);
    expect(refused(() => parseMeasure('AP(rel=1x)'))).toMatchObject({ code: 'INVALID_OPTION' });
    expect(refused(() => parseMeasure('AP(xrel=1)'))).toMatchObject({ code: 'INVALID_OPTION' });
    expect(refused(() => parseMeasure('RBP(xp=0.5)'))).toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('is nothing before its name nor behind its cut-off', () => {
    for (const text of [' AP', 'AP ', '(AP)', '1AP@5', 'AP(rel=2)x', 'xmap', 'ndcg_cut-5', 'P_5x'])
      expect(refused(() => parseMeasure(text))).toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('leaves no key without a value, and freezes', () => {
    for (const text of ['AP', 'AP(rel=2)', 'ndcg.1=2', 'utility.1,1,1,0', 'utility', 'P_5', 'Judged@5']) {
      for (const measure of parseMeasure(text)) {
        expect(Object.isFrozen(measure)).toBe(true);
        expect(Object.values(measure)).not.toContain(undefined);
      }
    }
    expect(Object.keys(parseMeasure('P_5')[0]!)).toEqual(['name', 'trec', 'family', 'cutoff']);
    expect(Object.keys(parseMeasure('AP')[0]!)).toEqual(['name', 'family', 'cutoff', 'trec']);
  });
});

describe('a run or judgements that are refused', () => {
  const qrels = qrelsOf({ q: { a: 1 }, p: { b: 1 } });
  const run = runOf({ q: ['a'] });
  const of = (run: Run, options: EvaluateOptions = {}) => refused(() => evaluate(qrels, run, options));

  it('are named with the place of what is wrong', () => {
    const hits = (...scores: number[]): Run =>
      new Map([['q', scores.map((score, i) => ({ id: 'xab'[Math.min(i, 1)]!, score }))]]);
    expect(of(hits(3, 2, 1))).toEqual({
      code: 'DUPLICATE_ID',
      message: 'query "q" lists document "a" twice: keep one',
      details: { query: 'q', document: 'a' },
    });
    expect(of(hits(3, Number.NaN))).toEqual({
      code: 'INVALID_INPUT',
      message: 'query "q": the score of document "a" is NaN: give a finite number',
      details: { query: 'q', document: 'a', value: Number.NaN },
    });
    expect(refused(() => evaluate(qrelsOf({ q: { a: 1, b: 1.5 } }), run))).toEqual({
      code: 'INVALID_INPUT',
      message: 'query "q": the grade of document "b" is 1.5: give a whole number',
      details: { query: 'q', document: 'b', value: 1.5 },
    });
    expect(refused(() => evaluate(qrelsOf({ q: { a: 5 } }), run, { measures: ['ERR@5'] }))).toEqual({
      code: 'INVALID_INPUT',
      message: 'query "q": a document has grade 5: ERR takes grades up to 4, map yours onto those',
      details: { query: 'q', value: 5, expected: 4 },
    });
  });

  it('say an id of each where they have no query in common', () => {
    const other = {
      code: 'INVALID_INPUT',
      message: 'none of the 2 queries of the run has both hits and judgements: compare the ids of the two',
      details: { run: 'y', qrels: 'p' },
    };
    expect(of(runOf({ y: ['a'], z: ['a'] }))).toEqual(other);
    expect(of(runOf({ y: ['a'], z: ['a'] }), { missing: 'zero' })).toEqual(other);
    // A list without hits is no answer where queries without one are left out, and one where they count.
    const empty: Run = new Map([['q', []]]);
    expect(of(empty)).toMatchObject({ code: 'INVALID_INPUT', details: { run: 'q', qrels: 'p' } });
    expect(of(empty, { missing: 'zero' })).toBe('not refused');
  });

  it('say which judged query the run lacks where version 10.0 asks for all', () => {
    expect(of(run, { version: '10.0' })).toEqual({
      code: 'INVALID_INPUT',
      message:
        'query "p" is judged and has no hits in the run, which trec_eval 10.0 refuses: give missing: \'zero\'',
      details: { query: 'p' },
    });
    expect(of(run, { version: '10.0', missing: 'zero' })).toBe('not refused');
    expect(of(runOf({ q: ['a'], p: ['b'] }), { version: '10.0' })).toBe('not refused');
    expect(of(run)).toBe('not refused');
  });

  it.each([
    ['level', [0, 1.5, Number.NaN, 2 ** 53], [1, 2], 'a whole number of at least 1'],
    [
      'depth',
      [0, 1.5, Number.NaN, 2 ** 53],
      [1, 2, Number.POSITIVE_INFINITY],
      'a whole number of at least 1',
    ],
    ['missing', ['', 'none'], ['skip', 'zero'], 'skip or zero'],
    ['version', ['', '9'], ['9.0.8'], '9.0.8 or 10.0'],
    ['order', ['', 'rank'], ['score', 'given'], 'score or given'],
    ['measures', [[]], [['AP']], 'at least one measure, such as nDCG@10'],
  ])('name what %s can be', (option, bad, good, expected) => {
    for (const value of bad)
      expect(of(run, { [option]: value })).toMatchObject({
        code: 'INVALID_OPTION',
        details: { option, value, expected },
      });
    for (const value of good) expect(of(run, { [option]: value })).toBe('not refused');
  });

  it('leave nDCG@10, AP and R@1000 for measures where none are given', () => {
    expect([...evaluate(qrels, run).mean.keys()]).toEqual(['nDCG@10', 'AP', 'R@1000']);
    expect(evaluate(qrels, run).version).toBe('9.0.8');
  });
});
