import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { english } from './english.js';

const shared = process.env.REPRISE_SHARED
  ? new URL(`file://${process.env.REPRISE_SHARED}/`)
  : new URL('../../../../shared/', import.meta.url);
const golden = new URL('golden/anserini/', shared);
const available = existsSync(new URL('analyzer.json', golden));

describe('english', () => {
  const { tokens } = english();

  it.each<[string, string, string[]]>([
    [
      'possessives, stop words and stems',
      "The patient's arteries were NOT narrowing",
      ['patient', 'arteri', 'were', 'narrow'],
    ],
    ['stop words before stems only', 'it ones a ising', ['on', 'is']],
    ['a possessive that leaves a stop word', "It's the A's", []],
    ['numbers and hyphens', 'omega-3 at 1,200.5 mg in the 1980s', ['omega', '3', '1,200.5', 'mg', '1980']],
    ['abbreviations', 'U.S. i.e. Ph.D.s', ['u.', 'i.', 'ph.d.']],
    ['case by code point', 'ΟΔΟΣ İZMİR', ['οδοσ', 'izmir']],
    ['other scripts', '水 データ 👍🏽', ['水', 'データ', '👍🏽']],
  ])('handles %s', (_, text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });

  it('gives nothing for texts without words', () => {
    for (const text of ['', ' ', '\n\t', '...', 'the of and', '\0', '\ud800'])
      expect(tokens(text)).toEqual([]);
  });

  it.each(['a', "'", '.', '\u0301', "a's"])('goes through 1 MiB of %j', (piece) => {
    const text = piece.repeat((1 << 20) / piece.length);
    expect(tokens(text)).toEqual(english().tokens(text));
  });
});

describe.skipIf(!available)(
  `english on golden tokens${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    it('gives the tokens of Lucene for every text', () => {
      const cases: { text: string; tokens: string[] }[] = JSON.parse(
        readFileSync(new URL('analyzer.json', golden), 'utf8'),
      );
      const { tokens } = english();
      expect(cases.length).toBeGreaterThan(400);
      for (const { text, tokens: expected } of cases) expect(tokens(text)).toEqual(expected);
    });

    it('gives the stem of Lucene for every word, and nothing for a stop word', () => {
      const rows = gunzipSync(readFileSync(new URL('stems.tsv.gz', golden)))
        .toString()
        .trimEnd()
        .split('\n');
      const { tokens } = english();
      expect(rows.length).toBeGreaterThan(34_000);
      const wrong = rows.filter((row) => {
        const [word = '', stem] = row.split('\t');
        return tokens(word).join() !== stem;
      });
      expect(wrong).toEqual([]);
    });
  },
);
