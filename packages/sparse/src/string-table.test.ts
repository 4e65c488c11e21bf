import { compareIds } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StringTable } from './string-table.js';

const strings = fc.array(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'b', '__proto__', '\0', '😀')),
);

const texts = ({ bytes, offsets }: { bytes: Uint8Array; offsets: Uint32Array }): string[] =>
  Array.from({ length: offsets.length - 1 }, (_, i) =>
    Buffer.from(bytes.subarray(offsets[i], offsets[i + 1])).toString(),
  );

describe('StringTable', () => {
  it('numbers strings as a Map would', () => {
    fc.assert(
      fc.property(strings, (all) => {
        const table = new StringTable();
        const map = new Map<string, number>();
        for (const text of all) {
          if (!map.has(text)) map.set(text, map.size);
          expect(table.add(text)).toBe(map.get(text));
        }
        expect(table.size).toBe(map.size);
        for (const [text, number] of map) expect(table.find(text)).toBe(number);
      }),
      { numRuns: 500 },
    );
  });

  it('orders by UTF-8 bytes, and finds in the ordered strings as before', () => {
    fc.assert(
      fc.property(strings, (all) => {
        const table = new StringTable();
        for (const text of all) table.add(text);
        const sorted = table.strings(table.order());
        const expected = [...new Set(all)].sort(compareIds);
        expect(texts(sorted)).toEqual(expected);
        const again = StringTable.of(sorted);
        expected.forEach((text, number) => {
          expect(again.find(text)).toBe(number);
        });
        expect(again.find(`${all.join('')}!`)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('holds a hundred thousand strings, and long ones', () => {
    const table = new StringTable();
    for (let i = 0; i < 100_000; i++) expect(table.add(`term ${i}`)).toBe(i);
    const long = 'é'.repeat(40_000);
    expect(table.add(long)).toBe(100_000);
    expect(table.add(`${long}x`)).toBe(100_001);
    expect(table.find('term 99999')).toBe(99_999);
    expect(table.find('term 100000')).toBeUndefined();
  });

  it('finds nothing when empty', () => {
    expect(new StringTable().find('a')).toBeUndefined();
    expect(
      StringTable.of({ bytes: new Uint8Array(0), offsets: new Uint32Array(1) }).find(''),
    ).toBeUndefined();
  });

  it('does not take an unpaired surrogate for the replacement character', () => {
    const table = new StringTable();
    table.add('\ufffd');
    expect(table.find('\ud800')).toBeUndefined();
  });
});
