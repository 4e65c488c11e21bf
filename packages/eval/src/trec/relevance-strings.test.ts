import type { Qrels, Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { relevanceStrings } from './relevance-strings.js';

const qrels: Qrels = new Map([
  [
    'q',
    new Map([
      ['a', 0],
      ['b', 9],
      ['c', 10],
      ['d', -1],
      ['e', -2],
    ]),
  ],
]);
const run: Run = new Map([['q', ['a', 'b', 'c', 'd', 'e', 'f'].map((id, i) => ({ id, score: 9 - i }))]]);

describe('relevanceStrings', () => {
  it('has one character a hit: the grade, > above 9, . for judged by nobody, - for not listed', () => {
    expect(relevanceStrings(qrels, run, ['q'])).toEqual(new Map([['q', '09>..-']]));
  });

  it('is as long as asked and follows depth, order and judgedOnly', () => {
    const of = (options: Parameters<typeof relevanceStrings>[3]) =>
      relevanceStrings(qrels, run, ['q'], options).get('q');
    expect(of({ length: 2 })).toBe('09');
    expect(of({ depth: 3 })).toBe('09>');
    expect(of({ judgedOnly: true })).toBe('09>');
    expect(of({ length: 0 })).toBe('');
  });

  it('is empty for a query without hits', () => {
    expect(relevanceStrings(qrels, new Map(), ['q'])).toEqual(new Map([['q', '']]));
  });
});
