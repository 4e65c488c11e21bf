import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleAndRest, titleOf } from './title.js';

const long = 'Slugs eat lettuce at night and hide under boards by day, where they lay their eggs.';

describe('a title', () => {
  it('is the beginning of a document in whole words, or its first sentence, or its id', () => {
    expect(titleOf({ id: 'a', beginning: long })).toBe('Slugs eat lettuce at night and hide under…');
    expect(titleOf({ id: 'a', beginning: `Who eats lettuce? ${long}` })).toBe('Who eats lettuce?…');
    expect(titleOf({ id: 'a', beginning: 'Short' })).toBe('Short');
    expect(titleOf({ id: 'a', beginning: '' })).toBe('a');
    expect(titleOf({ id: 'x'.repeat(500) })).toBe(`${'x'.repeat(46)}…`);
  });

  it('takes what it shows from a snippet that begins as the document does, marks too', () => {
    const snippet = [{ text: 'Slugs', mark: 'query' }, { text: long.slice(5) }] as const;
    const { title, rest } = titleAndRest({ id: 'a', beginning: long, snippet });
    expect(title).toEqual([snippet[0], { text: ' eat lettuce at night and hide under' }]);
    expect(rest).toEqual([{ text: ' boards by day, where they lay their eggs.' }]);
  });

  it('leaves a snippet from further down as it is', () => {
    const snippet = [{ text: '… where they lay' }];
    const { title, rest } = titleAndRest({ id: 'a', beginning: long, snippet });
    expect([title[0]?.text, rest]).toEqual([titleOf({ id: 'a', beginning: long }), snippet]);
    expect(titleAndRest({ id: 'a', snippet: [] })).toEqual({ title: [{ text: 'a' }], rest: [] });
  });

  it('loses nothing of a snippet, whatever the texts', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (beginning, texts) => {
        for (const snippet of [texts, [beginning, ...texts]].map((all) => all.map((text) => ({ text })))) {
          const { title, rest } = titleAndRest({ id: 'a', beginning, snippet });
          const shown = [...title, ...rest].map(({ text }) => text).join('');
          expect(shown.endsWith(snippet.map(({ text }) => text).join(''))).toBe(true);
        }
      }),
    );
  });
});
