import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowerCaseFilter } from './lower-case-filter.js';

describe('lowerCaseFilter', () => {
  it.each([
    ['ASCII', 'NF-kB', 'nf-kb'],
    ['Greek, also at the end of a word', 'ΟΔΟΣ', 'οδοσ'],
    ['dotted I, without a combining dot', 'İZMİR', 'izmir'],
    ['sharp S', 'STRAẞE', 'straße'],
    ['title case', 'ǅ', 'ǆ'],
    ['Cherokee of another block', 'Ꭰ', 'ꭰ'],
    ['Georgian capitals', 'Ა', 'ა'],
    ['letters outside the first plane', '𐐀𞤀', '𐐨𞤢'],
    ['Kelvin and Angstrom signs', 'KÅ', 'kå'],
    ['letters that Unicode 16 brought', '\u{1c89}\u{a7da}\u{10d50}', '\u{1c8a}\u{a7db}\u{10d70}'],
    ['lone surrogates', 'É\ud800X', 'é\ud800x'],
  ])('lowers %s', (_, token, lower) => {
    expect(lowerCaseFilter([token])).toEqual([lower]);
  });

  it('agrees with the runtime on every letter that both know, but for dotted I', () => {
    for (let point = 0; point < 0x110000; point++) {
      const character = String.fromCodePoint(point);
      const [lower] = lowerCaseFilter([character]);
      if (lower === character || point === 0x130) continue;
      expect([lower, character]).toContain(character.toLowerCase());
    }
  });

  it('lowers what it lowered to itself', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (tokens) => {
        const lower = lowerCaseFilter(tokens);
        expect(lowerCaseFilter(lower)).toEqual(lower);
      }),
    ));
});
