import type { Run } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanOf, qrelsOf, runOf } from '../testing/hand-made.js';
import { type EvaluateOptions, evaluate } from './evaluate.js';

describe('order', () => {
  const tied = (...ids: string[]): Run => new Map([['q', ids.map((id) => ({ id, score: 1 }))]]);

  it('breaks ties by id descending: x9 stands before x10', () => {
    expect(meanOf('RR', qrelsOf({ q: { x10: 1 } }), tied('x10', 'x9'))).toBe(1 / 2);
  });

  it('compares ids by UTF-8 bytes: U+10000 is above U+E000, though not in UTF-16', () => {
    const [plane, astral] = ['\u{E000}', '\u{10000}'];
    expect(meanOf('RR', qrelsOf({ q: { [astral]: 1 } }), tied(plane, astral))).toBe(1);
  });

  it('takes scores that differ in a double only for tied in 9.0.8 and not in 10.0', () => {
    const run: Run = new Map([
      [
        'q',
        [
          { id: 'a', score: 2.0000001 },
          { id: 'b', score: 2 },
        ],
      ],
    ]);
    expect(meanOf('RR', qrelsOf({ q: { a: 1 } }), run)).toBe(1 / 2);
    expect(meanOf('RR', qrelsOf({ q: { a: 1 } }), run, { version: '10.0' })).toBe(1);
  });

  it('takes scores beyond float32 for tied with each other', () => {
    const run: Run = new Map([
      [
        'q',
        [
          { id: 'a', score: 2e300 },
          { id: 'b', score: 1e300 },
          { id: 'c', score: 5 },
        ],
      ],
    ]);
    expect(meanOf('RR', qrelsOf({ q: { a: 1 } }), run)).toBe(1 / 2);
  });

  it('rounds recall points in 10.0 and truncates them in 9.0.8', () => {
    // R = 4 at recall 0.3 is 1.2 documents: 2 by ⌊1.2 + 0.9⌋, 1 by rounding.
    const qrels = qrelsOf({ q: { a: 1, d: 1, e: 1, f: 1 } });
    const run = runOf({ q: ['a', 'b', 'c', 'd'] });
    expect(meanOf('IPrec@0.3', qrels, run)).toBe(2 / 4);
    expect(meanOf('IPrec@0.3', qrels, run, { version: '10.0' })).toBe(1);
  });
});

describe('the given order', () => {
  const tied = new Map([['q', ['a', 'b', 'c'].map((id) => ({ id, score: 1 }))]]);
  const qrels = qrelsOf({ q: { a: 1 } });

  it('ranks hits by their place in the list, as MS MARCO does, whatever their scores', () => {
    expect(meanOf('RR@10', qrels, tied)).toBe(1 / 3);
    expect(meanOf('RR@10', qrels, tied, { order: 'given' })).toBe(1);
    const falling = runOf({ q: ['a', 'b', 'c'] });
    const rising = new Map([['q', [...falling.get('q')!].reverse()]]);
    expect(meanOf('RR@10', qrels, rising, { order: 'given' })).toBe(1 / 3);
  });

  it('is what the scores say where they fall from hit to hit', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), (ids) => {
        const some = qrelsOf({ q: Object.fromEntries([['a', 1], ...ids.slice(0, 3).map((id) => [id, 2])]) });
        const run = new Map([['q', ids.map((id, i) => ({ id, score: -i }))]]);
        const measures = ['nDCG', 'AP', 'RR@10', 'ERR@5', 'RBP'];
        expect(evaluate(some, run, { measures, order: 'given' }).mean).toEqual(
          evaluate(some, run, { measures }).mean,
        );
      }),
    ));

  it('still refuses a document twice and a score that is not finite', () => {
    const of = (...scores: number[]): Run => new Map([['q', scores.map((score) => ({ id: 'a', score }))]]);
    expect(() => evaluate(qrels, of(2, 1), { order: 'given' })).toThrow(/twice/);
    expect(() => evaluate(qrels, of(Number.NaN), { order: 'given' })).toThrow(/NaN/);
  });
});

describe('ignoreIdenticalIds', () => {
  // Ranks without `q`: a 1, b 2. With it, a is second.
  const qrels = qrelsOf({ q: { a: 1, q: 1 }, a: { b: 1 } });
  const run = runOf({ q: ['q', 'a', 'b'], a: ['q', 'b'] });

  it('takes the hit of the query out before ranks and depth are counted, and not out of the judgements', () => {
    const of = (options: EvaluateOptions) => [
      ...evaluate(qrels, run, { measures: ['RR'], ...options }).perQuery.get('RR')!,
    ];
    expect(of({})).toEqual([1 / 2, 1]);
    const only = { measures: ['R@1', 'P@2', 'num_ret', 'num_rel'], ignoreIdenticalIds: true };
    const { perQuery } = evaluate(qrels, run, only);
    expect([...perQuery.values()].map((values) => values[1])).toEqual([1 / 2, 1 / 2, 2, 2]);
    expect(of({ ignoreIdenticalIds: true, depth: 1 })).toEqual([0, 1]);
  });

  it('leaves a query that found only itself with 0', () => {
    const self = evaluate(qrelsOf({ q: { a: 1 } }), runOf({ q: ['q'] }), { ignoreIdenticalIds: true });
    expect([...self.mean.values()]).toEqual([0, 0, 0]);
  });
});
