import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyAddress, readAddress, writeAddress } from './address.js';

describe('the address', () => {
  it('says what is shown and nothing else', () => {
    expect(writeAddress(emptyAddress)).toBe('');
    expect(writeAddress({ ...emptyAddress, query: 'dry skin', given: [{ id: 'a b', grade: 1 }] })).toBe(
      '?q=dry+skin&given=yes%3Aa+b',
    );
  });

  it('reads what it wrote, whatever the query, the pipelines and the ids are', () => {
    const text = fc.string({ unit: 'grapheme' });
    const given = fc.uniqueArray(
      fc.record({ id: fc.string({ unit: 'grapheme', minLength: 1 }), grade: fc.constantFrom(0, 1) }),
      { selector: ({ id }) => id },
    );
    const addresses = fc.record({
      view: fc.constantFrom('search' as const, 'evaluation' as const),
      query: text,
      judged: text,
      left: text,
      right: text,
      given,
      measure: fc.constantFrom('nDCG@10', 'AP'),
    });
    fc.assert(
      fc.property(addresses, (address) => {
        expect(readAddress(writeAddress(address))).toEqual(address);
      }),
      { numRuns: 500 },
    );
  });

  it('ignores what it does not know', () => {
    expect(readAddress('?view=other&given=maybe:a&given=yes:&given&x=1&__proto__=2')).toEqual(emptyAddress);
  });

  it('keeps the last of two judgements of one document', () => {
    expect(readAddress('?given=yes:a&given=no:a').given).toEqual([{ id: 'a', grade: 0 }]);
  });
});
