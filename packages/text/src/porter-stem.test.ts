import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { porterStem } from './porter-stem.js';

describe('porterStem', () => {
  // Each line shows one rule; the measure of what stands before the suffix decides.
  it.each([
    ['1a, sses', 'grasses', 'grass'],
    ['1a, ies', 'berries', 'berri'],
    ['1a, ies alone', 'ies', 'i'],
    ['1a, ss stays', 'moss', 'moss'],
    ['1a, s', 'lamps', 'lamp'],
    ['1b, eed after a measure', 'decreed', 'decre'],
    ['1b, eed without one', 'freed', 'freed'],
    ['1b, ed after a vowel', 'painted', 'paint'],
    ['1b, ed without one', 'shred', 'shred'],
    ['1b, at gets its e, which step 4 takes', 'inflated', 'inflat'],
    ['1b, double consonant', 'planning', 'plan'],
    ['1b, double l stays', 'spelling', 'spell'],
    ['1b, short syllable gets its e', 'timing', 'time'],
    ['1c, y after a vowel', 'glory', 'glori'],
    ['1c, y without one', 'dry', 'dry'],
    ['2, ization then 4, ize', 'organization', 'organ'],
    ['2, logi', 'cytology', 'cytolog'],
    ['2, bli', 'notably', 'notabl'],
    ['3, ical', 'topical', 'topic'],
    ['3, ative', 'informative', 'inform'],
    ['4, ion after s or t', 'extension', 'extens'],
    ['4, ion after another', 'champion', 'champion'],
    ['4, ement is looked at before ment', 'settlement', 'settlement'],
    ['5a', 'dictate', 'dictat'],
    ['5a, short syllable keeps its e', 'bone', 'bone'],
    ['5b', 'fulfill', 'fulfil'],
    ['y as consonant and vowel', 'yyying', 'yy'],
    ['two letters', 'is', 'is'],
    ['digits and dots count as consonants', '1990s', '1990'],
    ['dots', 'u.k.s', 'u.k.'],
    ['accents count as consonants', 'protégées', 'protégé'],
    ['surrogate pairs stay whole', '𐐨𐐨ed', '𐐨𐐨ed'],
  ])('step %s: %s gives %s', (_, word, stem) => {
    expect(porterStem(word)).toBe(stem);
  });

  it('never lengthens a word and never empties it', () =>
    fc.assert(
      fc.property(fc.oneof(fc.stringMatching(/^[a-z]{1,20}$/), fc.string({ minLength: 1 })), (word) => {
        const stem = porterStem(word);
        expect(stem.length).toBeGreaterThan(0);
        expect(stem.length).toBeLessThanOrEqual(word.length);
      }),
    ));

  it.each(['y', 'b', 'ab', 'é'])('goes through 1 MiB of %s before every suffix', (piece) => {
    for (const suffix of ['', 'ed', 'ational', 'ness', 'ement', 'ies', 'y', 'e']) {
      expect(porterStem(piece.repeat((1 << 20) / piece.length) + suffix).length).toBeGreaterThan(1000);
    }
  });
});
