import type { CollectionStatistics } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { termFilter } from './term-filter.js';

const statistics = (documents: number, documentFrequency: number): CollectionStatistics => ({
  documents,
  tokens: documents,
  documentFrequency: (term) => (term === 'frequent' ? documentFrequency : 0),
  collectionFrequency: () => 1,
});

describe('the term filter', () => {
  it('passes terms of 2 to 20 UTF-16 units', () => {
    const passes = termFilter({});
    const passing = [1, 2, 20, 21].filter((length) => passes('x'.repeat(length)));
    expect(passing).toEqual([2, 20]);
  });

  it('counts units, not characters, and takes other lengths', () => {
    expect(termFilter({ pattern: false })('\u{1f352}')).toBe(true);
    expect(termFilter({ pattern: false, minLength: 3 })('\u{1f352}')).toBe(false);
    expect(termFilter({ minLength: 0, pattern: false })('')).toBe(true);
    expect(termFilter({ minLength: 4, maxLength: 4 })('four')).toBe(true);
    expect(termFilter({ maxLength: 3 })('four')).toBe(false);
  });

  it('passes lower-case ASCII letters and digits only, unless told otherwise', () => {
    const words = [
      'abc',
      'a1',
      '2024',
      'Abc',
      'caf\u00e9',
      '3.14',
      '##ing',
      'ab\n',
      '\u6f22\u5b57',
      '__proto__',
    ];
    expect(words.filter(termFilter({}))).toEqual(['abc', 'a1', '2024']);
    expect(words.filter(termFilter({ pattern: false }))).toEqual(words);
    expect(words.filter(termFilter({ pattern: /^##/ }))).toEqual(['##ing']);
  });

  it('does not let a pattern remember where it stopped, nor touches the caller\u2019s', () => {
    const pattern = /ab/g;
    pattern.lastIndex = 1;
    const passes = termFilter({ pattern });
    expect([passes('ab'), passes('ab'), passes('ab')]).toEqual([true, true, true]);
    expect(pattern.lastIndex).toBe(1);
    const sticky = termFilter({ pattern: /ab/y });
    expect([sticky('ab'), sticky('ab'), sticky('xab')]).toEqual([true, true, false]);
  });

  it.each([
    { documents: 10, frequency: 1, limit: 0.1, passes: true },
    { documents: 10, frequency: 2, limit: 0.1, passes: false },
    { documents: 5, frequency: 1, limit: 0.1, passes: false },
    { documents: 10, frequency: 3, limit: 0.3, passes: true },
    // All of these would come out the other way if one number were not rounded to float32.
    { documents: 5_000_003, frequency: 1_500_001, limit: 0.3, passes: true },
    { documents: 1e9, frequency: 1e8 + 5, limit: 0.1, passes: false },
    { documents: 1e9 + 28, frequency: 1e8 + 5, limit: 0.1, passes: false },
    { documents: 1e9, frequency: 1e8 + 100, limit: 0.1, passes: false },
    { documents: 5, frequency: 5, limit: 1, passes: true },
    // Statistics of fewer documents than those that feedback sees.
    { documents: 1, frequency: 5, limit: 1, passes: true },
  ])('with $frequency of $documents documents and the limit $limit: $passes', (row) => {
    const filter = termFilter({
      statistics: statistics(row.documents, row.frequency),
      maxDocumentFrequency: row.limit,
    });
    expect(filter('frequent')).toBe(row.passes);
    expect(filter('rare')).toBe(true);
  });

  it('has a limit of a tenth by itself', () => {
    expect(termFilter({ statistics: statistics(100, 10) })('frequent')).toBe(true);
    expect(termFilter({ statistics: statistics(100, 11) })('frequent')).toBe(false);
  });

  it('asks the caller\u2019s own filter last', () => {
    const asked: string[] = [];
    const passes = termFilter({
      filter: (term) => {
        asked.push(term);
        return term !== 'no';
      },
    });
    expect(['x', 'no', 'yes', 'No'].filter(passes)).toEqual(['yes']);
    expect(asked).toEqual(['no', 'yes']);
  });
});
