import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardTokenizer } from './standard-tokenizer.js';

const mebibyte = 1 << 20;

/** Texts made of what the rules are about, so that sequences meet; each piece is a code point or half of one. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...'ab1_\'".,:#*- \u05d0\u30a2\u3042\u4e2d\uac00\u0e01\u0e31\u0301\u200d\ufe0f\u20e3\u00ad',
      ),
      fc.constantFrom(
        '\u{1f1fa}',
        '\u{1f44d}',
        '\u{1f3fd}',
        '\u{1f3f4}',
        '\u{e0067}',
        '\u{e007f}',
        '\ud83d',
        '\udc4d',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
    ),
    { maxLength: 400 },
  )
  .map((pieces) => pieces.join(''));

describe('standardTokenizer', () => {
  it.each<[string, string, string[]]>([
    ['letters and digits', 'B12 and (beta-carotene)', ['B12', 'and', 'beta', 'carotene']],
    ['marks inside numbers', '2,500.75 1.5.2 7:30 5% 1/2', ['2,500.75', '1.5.2', '7', '30', '5', '1', '2']],
    ['marks inside words', "o'clock a.b a:b a,b can’t", ["o'clock", 'a.b', 'a:b', 'a', 'b', 'can’t']],
    ['marks between a letter and a digit', "a.1 1'a 1'1 a,1", ['a', '1', '1', 'a', "1'1", 'a', '1']],
    ['marks at the edges', "'quoted' .dot. end...", ['quoted', 'dot', 'end']],
    ['underscores', '_a_ __1 a_b ___ _-_', ['_a_', '__1', 'a_b']],
    ['addresses', 'jo@site.org http://x.io/p_q?z=1', ['jo', 'site.org', 'http', 'x.io', 'p_q', 'z', '1']],
    ['combining marks', 'e\u0301te\u0301 \u0301 n\u00ado', ['e\u0301te\u0301', 'n\u00ado']],
    ['Hebrew quotes', 'צה"ל ג\' a"b', ['צה"ל', "ג'", 'a', 'b']],
    ['Han and Hiragana', '水です', ['水', 'で', 'す']],
    ['Katakana', 'データ_ベース', ['データ_ベース']],
    ['Hangul', '정보 검색', ['정보', '검색']],
    ['Thai beside Latin', 'ข้อมูลabc', ['ข้อมูล', 'abc']],
    ['full width', 'ＡＢ１２．５', ['ＡＢ１２．５']],
    ['letters outside the first plane', '𐐀𐐁 𝟙𝟚 𠀀𠀁', ['𐐀𐐁', '𝟙𝟚', '𠀀', '𠀁']],
  ])('cuts %s', (_, input, tokens) => {
    expect(standardTokenizer(input)).toEqual(tokens);
  });

  it.each<[string, string, string[]]>([
    ['one by one', '😀😀', ['😀', '😀']],
    ['with a skin tone', '👍🏽👍', ['👍🏽', '👍']],
    ['a skin tone alone', 'x🏽 🏽', ['x🏽', '🏽']],
    ['joined', '👩\u200d🚀ok', ['👩\u200d🚀', 'ok']],
    ['with presentation', '❤\ufe0f❤', ['❤\ufe0f', '❤']],
    ['flags in pairs', '🇫🇷🇩🇪🇫', ['🇫🇷', '🇩🇪']],
    ['key caps', '#\ufe0f\u20e3 7\u20e3 #', ['#\ufe0f\u20e3', '7\u20e3']],
    ['flags of regions', '🏴\u{e0067}\u{e0062}\u{e007f}', ['🏴\u{e0067}\u{e0062}\u{e007f}']],
    ['a joiner in front', '_\u200d👍 #\u200d\u200d👍', ['\u200d👍', '\u200d\u200d👍']],
  ])('keeps emoji: %s', (_, input, tokens) => {
    expect(standardTokenizer(input)).toEqual(tokens);
  });

  it('cuts a long word every 255 units', () => {
    expect(standardTokenizer('a'.repeat(600)).map(({ length }) => length)).toEqual([255, 255, 90]);
    expect(standardTokenizer(`${'a'.repeat(254)}'s`)).toEqual(['a'.repeat(254), 's']);
  });

  it('cuts before a surrogate pair, not inside', () => {
    expect(standardTokenizer('𐐀'.repeat(130)).map(({ length }) => length)).toEqual([254, 6]);
  });

  it('sees no further than 255 units when it joins what follows underscores', () => {
    expect(standardTokenizer(`${'_'.repeat(300)}a`)).toEqual([`${'_'.repeat(254)}a`]);
    expect(standardTokenizer(`${'_'.repeat(300)}-`)).toEqual([]);
  });

  it('finds tokens of one character inside a run that is none', () => {
    expect(standardTokenizer('_\u0e31_\u0e31 #🏽-')).toEqual(['\u0e31', '\u0e31', '🏽']);
    expect(standardTokenizer(`${'_'.repeat(40)}🏽${'_'.repeat(240)}a`)).toEqual([
      `${'_'.repeat(12)}🏽${'_'.repeat(240)}a`,
    ]);
  });

  it('drops lone surrogates and NUL, also at the end', () => {
    expect(standardTokenizer('a\ud800b\udc00\0c\ud800')).toEqual(['a', 'b', 'c']);
  });

  it('gives pieces of the text, in order, none empty and none above 255 units', () =>
    fc.assert(
      fc.property(text, (input) => {
        let from = 0;
        for (const token of standardTokenizer(input)) {
          const at = input.indexOf(token, from);
          expect(at).toBeGreaterThanOrEqual(from);
          expect(token.length).toBeGreaterThan(0);
          expect(token.length).toBeLessThanOrEqual(255);
          from = at + token.length;
        }
      }),
    ));

  it('gives the tokens of two texts when a line break stands between them', () =>
    fc.assert(
      fc.property(text, text, (a, b) => {
        const whole = standardTokenizer(`${a}\n${b}`);
        expect(whole).toEqual([...standardTokenizer(a), ...standardTokenizer(b)]);
      }),
    ));

  it.each([
    'a',
    "'",
    '.',
    '_',
    '\u0301',
    '\u200d',
    "a'",
    '_\u0301',
    '_\u0e31',
    '_🏽',
    '#\u200d',
    '\u200d_',
    '🇫\u0301',
    '👍\u200d',
    `${'_'.repeat(250)} `,
    `👍\ufe0f${'\u200d'.repeat(300)}`,
    '\ud800',
    '\0',
  ])('goes through 1 MiB of %j', (piece) => {
    const input = piece.repeat(mebibyte / piece.length);
    expect(standardTokenizer(input).length).toBeLessThanOrEqual(input.length / 2);
  });
});
