import type { Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { qrelsOf, runOf } from '../testing/hand-made.js';
import { relevanceStrings } from './relevance-strings.js';
import { trecEvalWords } from './trec-eval-words.js';

describe('relevanceStrings, as evaluate unless told otherwise', () => {
  const qrels = qrelsOf({ q: { a: 1, q: 3, low: -1 } });

  it('goes by scores and not by the place in a list', () => {
    const rising: Run = new Map([['q', ['x', 'low', 'a'].map((id, score) => ({ id, score }))]]);
    expect(relevanceStrings(qrels, rising, ['q']).get('q')).toBe('1.-');
    expect(relevanceStrings(qrels, rising, ['q'], { order: 'given' }).get('q')).toBe('-.1');
  });

  it('keeps the hit that is the query', () => {
    const run = runOf({ q: ['q', 'a'] });
    expect(relevanceStrings(qrels, run, ['q']).get('q')).toBe('31');
    expect(relevanceStrings(qrels, run, ['q'], { ignoreIdenticalIds: true }).get('q')).toBe('1');
  });

  it('rounds scores to float32, as 9.0.8 and not 10.0 does', () => {
    const hits = [
      { id: 'a', score: 2.0000001 },
      { id: 'x', score: 2 },
    ];
    const run: Run = new Map([['q', hits]]);
    expect(relevanceStrings(qrels, run, ['q']).get('q')).toBe('-1');
    expect(relevanceStrings(qrels, run, ['q'], { version: '10.0' }).get('q')).toBe('1-');
  });
});

describe('words that trecEvalWords refuses', () => {
  it('are named with what they can be', () => {
    const refusal = (option: string, value: string, expected: string) =>
      expect.objectContaining({ code: 'INVALID_OPTION', details: { option, value, expected } });
    expect(() => trecEvalWords(['runid.5'])).toThrow(
      refusal('measure', 'runid.5', 'runid, which takes no parameters'),
    );
    for (const length of ['x', '1x', 'x1', '1234567890', '-1'])
      expect(() => trecEvalWords([`relstring.${length}`])).toThrow(
        refusal('the length of relstring', length, 'a whole number, such as 10'),
      );
  });

  it('are not lengths of up to nine digits, nor a list that is given twice', () => {
    expect(trecEvalWords(['relstring.123456789']).relevance?.length).toBe(123456789);
    expect(trecEvalWords(['P.5', 'P.5'])).toEqual({ measures: ['P.5'], runId: false, ignored: [] });
  });

  it('are words that begin with a point', () => {
    expect(() => trecEvalWords(['.P'])).toThrow(/measure is "\.P"/);
  });
});
