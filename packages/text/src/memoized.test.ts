import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoized } from './memoized.js';
import { stemFilter } from './stem-filter.js';
import { stopFilter } from './stop-filter.js';

describe('memoized', () => {
  it('runs its filters once for each distinct token', () => {
    const seen: string[] = [];
    const filter = memoized([
      stemFilter((token) => {
        seen.push(token);
        return token.toUpperCase();
      }),
    ]);
    expect(filter(['a', 'b', 'a'])).toEqual(['A', 'B', 'A']);
    expect(filter(['b', 'c'])).toEqual(['B', 'C']);
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('gives what its filters give, also where they drop, empty or multiply a token', () => {
    const filters = [
      stopFilter(['b']),
      (tokens: readonly string[]) => tokens.flatMap((token) => token.split('-')),
    ];
    const filter = memoized(filters);
    for (let round = 0; round < 2; round++) {
      expect(filter(['a-b', 'b', '-', '', 'a'])).toEqual(['a', 'b', '', '', '', 'a']);
    }
  });

  it('stays right when it meets more distinct tokens than it remembers', () => {
    const filter = memoized([stemFilter((token) => `${token}!`)]);
    const tokens = Array.from({ length: 70_000 }, (_, i) => `t${i}`);
    const expected = tokens.map((token) => `${token}!`);
    expect(filter(tokens)).toEqual(expected);
    expect(filter(tokens)).toEqual(expected);
  });

  it('takes any string for a token', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant('__proto__'), fc.string({ unit: 'binary', maxLength: 80 }))),
        (tokens) => {
          expect(memoized([])(tokens)).toEqual(tokens);
        },
      ),
    ));
});
