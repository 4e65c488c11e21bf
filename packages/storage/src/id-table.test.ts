import { compareIds } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdTable } from './index.js';

const ids = fc
  .array(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }))
  .map((list) => [...new Set(list)].sort(compareIds));
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const offsets = (...values: readonly number[]): Uint32Array => Uint32Array.from(values);

describe('an id table', () => {
  it('numbers ids from 0 in the order of their UTF-8 bytes', () => {
    const table = IdTable.from(['a', 'b\0', 'ä', '\ue000', '\u{10000}']);
    expect(table.size).toBe(5);
    expect([0, 1, 2, 3, 4].map((number) => table.id(number))).toEqual([
      'a',
      'b\0',
      'ä',
      '\ue000',
      '\u{10000}',
    ]);
    expect(['a', 'b\0', 'ä', '\ue000', '\u{10000}'].map((id) => table.number(id))).toEqual([0, 1, 2, 3, 4]);
    expect([...table.sections().offsets]).toEqual([0, 1, 3, 5, 8, 12]);
    expect(Buffer.from(table.sections().bytes).toString()).toBe('ab\0ä\ue000\u{10000}');
  });

  it.each(['', 'A', 'aa', 'b', '\ud800', 'zzz', '__proto__'])('does not know %j', (id) => {
    expect(IdTable.from(['a', 'b\0', '\ufffd']).number(id)).toBeUndefined();
    expect(IdTable.from([]).number(id)).toBeUndefined();
  });

  it('gives back hostile ids and a byte order mark as they were', () => {
    const hostile = [
      '\0',
      '\ufeffa',
      '__proto__',
      'constructor',
      'x'.repeat(65_536),
      '😀',
      'é',
      'e\u0301',
    ].sort(compareIds);
    const table = IdTable.from(hostile);
    hostile.forEach((id, number) => {
      expect(table.id(number)).toBe(id);
      expect(table.number(id)).toBe(number);
    });
    table.verify();
  });

  it('finds every id it holds and no other, also after a round trip', () =>
    fc.assert(
      fc.property(ids, fc.string({ unit: 'binary' }), (list, other) => {
        const built = IdTable.from(list);
        const { bytes, offsets } = built.sections();
        const table = IdTable.fromSections(Uint8Array.from(bytes), Uint32Array.from(offsets));
        table.verify();
        expect(table.size).toBe(list.length);
        list.forEach((id, number) => {
          expect(table.id(number)).toBe(id);
          expect(table.number(id)).toBe(number);
        });
        const position = list.indexOf(other);
        expect(table.number(other)).toBe(position < 0 ? undefined : position);
      }),
      { numRuns: 1000 },
    ));

  it('lies anywhere in a larger buffer', () => {
    const { bytes, offsets } = IdTable.from(['a', 'b']).sections();
    const larger = Buffer.concat([Uint8Array.of(9, 9, 9), bytes, Uint8Array.of(9)]);
    const table = IdTable.fromSections(larger.subarray(3, 5), offsets);
    expect([table.id(1), table.number('b')]).toEqual(['b', 1]);
    expect(table.sections().bytes).toEqual(bytes);
  });

  it.each([
    ['DUPLICATE_ID', ['a', 'a']],
    ['INVALID_INPUT', ['b', 'a']],
    ['INVALID_INPUT', ['\u{10000}', '\ue000']],
    ['INVALID_ID', ['']],
    ['INVALID_ID', ['\ud800']],
    ['INVALID_ID', [7 as unknown as string]],
  ])('refuses with %s the ids %j', (code, list) => {
    expect(() => IdTable.from(list)).toThrow(expect.objectContaining({ code }));
  });

  it.each([-1, 2, 0.5, Number.NaN])('refuses the number %d of a table of two', (number) => {
    expect(() => IdTable.from(['a', 'b']).id(number)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });

  it.each([
    [bytes(), offsets()],
    [bytes(97), offsets(1, 1)],
    [bytes(97), offsets(0, 2)],
    [bytes(97, 98), offsets(0, 1)],
    [bytes(97, 98), offsets(0, 2, 1)],
    [bytes(97, 98), offsets(0, 1, 1, 2)],
    [bytes(97), offsets(0)],
  ])('refuses bytes %j with offsets %j', (data, ends) => {
    expect(() => IdTable.fromSections(data, ends, 'some/file')).toThrow(
      expect.objectContaining({
        code: 'CORRUPT_FILE',
        message: expect.stringMatching(/^some\/file is damaged/),
      }),
    );
  });

  it.each([
    ['out of order', bytes(98, 97), offsets(0, 1, 2)],
    ['twice the same', bytes(97, 97), offsets(0, 1, 2)],
    ['malformed', bytes(97, 0xff), offsets(0, 1, 2)],
    ['malformed and out of order', bytes(98, 97, 0xff), offsets(0, 1, 2, 3)],
    ['cut within a character', bytes(0xc3, 0xa4), offsets(0, 1, 2)],
    ['an unpaired surrogate', bytes(0xed, 0xa0, 0x80), offsets(0, 3)],
  ])('does not verify where ids are %s', (_, data, ends) => {
    expect(() => IdTable.fromSections(data, ends).verify()).toThrow(
      expect.objectContaining({ code: 'CORRUPT_FILE' }),
    );
  });
});
