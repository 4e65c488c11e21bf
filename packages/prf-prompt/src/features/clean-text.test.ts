import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { featureCatalogue } from './catalogue.js';
import { cleanText, cut, cutAtWord, passageText } from './clean-text.js';
import { listItems } from './join-list.js';
import { readFeature } from './read-feature.js';

const unwanted = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|\p{Variation_Selector}/u;

const anyText = fc.string({ unit: 'binary', maxLength: 300 });

describe('cleanText', () => {
  it('leaves one line of visible text', () => {
    expect(cleanText('a\u202eb\u200bc\u00add \u0000\n\te\u2028f\u{e0041}\ufe0f\ud800 ')).toBe('abcd e f');
    expect(cleanText('שלום 漢字 नमस्ते')).toBe('שלום 漢字 नमस्ते');
  });

  it('leaves nothing hidden of any text, and changes what is clean no more', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text);
        expect(unwanted.test(clean)).toBe(false);
        expect(cleanText(clean)).toBe(clean);
      }),
      { numRuns: 2000 },
    ));
});

describe('cutting', () => {
  it('keeps pairs and words whole', () => {
    expect(cut('ab🙂', 3)).toBe('ab');
    expect(cutAtWord('one two three', 9)).toBe('one two');
    expect(cutAtWord('one two three', 7)).toBe('one two');
    expect(cutAtWord('onetwothree', 4)).toBe('onet');
    expect(passageText('  one\ntwo three ', 8)).toBe('one two');
  });

  it('is within its bound for any text', () =>
    fc.assert(
      fc.property(anyText, fc.nat(50), (text, units) => {
        const kept = cutAtWord(text, units);
        expect(kept.length).toBeLessThanOrEqual(units);
        expect(text.startsWith(kept)).toBe(true);
      }),
    ));

  it('looks at the beginning of a mebibyte only', () => {
    expect(passageText('x\u202e'.repeat(1 << 19), 10)).toBe('x'.repeat(10));
  });
});

describe('listItems', () => {
  const form = { items: 3, length: 12, separator: ', ', terms: true };
  it('cleans, lowers, drops repeated and empty items, and keeps the first', () => {
    expect(
      listItems(['1. Aspirin', '- "aspirin"', '...', 'blood, thin', 'Stroke risk factors'], form),
    ).toEqual(['aspirin', 'blood thin', 'stroke risk']);
    expect(listItems(['5-HT receptor', '3d print'], form)).toEqual(['5-ht recepto', '3d print']);
  });

  it('gives different items within their bounds for any answer', () =>
    fc.assert(
      fc.property(fc.array(anyText), (items) => {
        const kept = listItems(items, form);
        expect(kept.length).toBeLessThanOrEqual(3);
        expect(new Set(kept).size).toBe(kept.length);
        for (const item of kept) {
          expect(item.length).toBeLessThanOrEqual(12);
          expect(unwanted.test(item)).toBe(false);
          expect(item).not.toMatch(/,/);
        }
      }),
      { numRuns: 1000 },
    ));
});

describe('readFeature', () => {
  const summary = featureCatalogue.get('summary')!;
  const read = (text: string, finish: 'stop' | 'length' = 'stop') => readFeature(summary, { text, finish });

  it('takes prose out of its fence, without what models say before it', () => {
    expect(read('```text\nSure! Here is a summary: Aspirin thins blood.\n```')).toBe('Aspirin thins blood.');
    expect(read('Here is the summary of the passage:\n\nAspirin: a drug.')).toBe('Aspirin: a drug.');
    expect(read('Summary: [[passage 0123456789abcdef]] It is short.')).toBe('It is short.');
    expect(read('It is [[/passage 0123456789abcdef]]')).toBe('It is');
    expect(read(' \u200b ')).toBeUndefined();
  });

  it('ends what was cut off with its last whole sentence', () => {
    expect(read('One is whole. Two is not wh', 'length')).toBe('One is whole.');
    expect(read('none is whole', 'length')).toBe('none is whole');
    expect(read(`${'a word. '.repeat(200)}`)?.length).toBeLessThanOrEqual(1000);
  });

  it('lets nothing but strings out of a list, whatever its backend calls fitting', () => {
    const keywords = featureCatalogue.get('keywords')!;
    const of = (value: unknown) => readFeature(keywords, { text: '', finish: 'stop', value });
    expect(of({ keywords: ['a1', { b: 1 }, 5, null, 'c'] })).toBe('a1, c');
    for (const value of [undefined, null, 5, 'x', [], { keywords: 'x' }, { keywords: [] }])
      expect(of(value)).toBeUndefined();
  });
});
