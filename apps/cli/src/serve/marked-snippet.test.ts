import { english } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import { markedSnippet } from './marked-snippet.js';

const mark = (text: string, query: readonly string[], added: readonly string[] = []) =>
  markedSnippet(text, { query: new Set(query), added: new Set(added) }, english());
const textOf = (text: string, query: readonly string[], added: readonly string[] = []): string =>
  mark(text, query, added)
    .map((part) => part.text)
    .join('');

describe('a marked snippet', () => {
  it('marks words by their stems, without what stands around them', () => {
    expect(mark('Keep (slugs), and snails!', ['slug'], ['snail'])).toEqual([
      { text: 'Keep (' },
      { text: 'slugs', mark: 'query' },
      { text: '), and ' },
      { text: 'snails', mark: 'added' },
      { text: '!' },
    ]);
  });

  it('is taken where the words of the query are densest', () => {
    const filler = 'nothing of interest stands here at all '.repeat(20);
    const text = textOf(`${filler}slugs eat hostas ${filler}`, ['slug']);
    expect(text).toMatch(/^… .*slugs.* …$/);
    expect(text.length).toBeLessThan(260);
  });

  it('begins with the text where it would leave out little of that', () => {
    const filler = 'nothing of interest stands here at all '.repeat(20);
    expect(textOf(`A title about slugs ${filler}`, ['slug'])).toMatch(/^A title about slugs nothing/);
  });

  it('is the beginning where no word matches, and nothing of nothing', () => {
    expect(mark('A text.', ['slug'])).toEqual([{ text: 'A text.' }]);
    expect(mark('', ['slug'])).toEqual([]);
  });

  it('leaves hostile text as text, and cuts words that are too long', () => {
    expect(textOf('<b>slugs</b> <img src=x>', ['slug'])).toBe('<b>slugs</b> <img src=x>');
    expect(textOf('a'.repeat(100_000), []).length).toBeLessThan(300);
    expect(textOf(`${'😀'.repeat(5_000)}`, [])).not.toMatch(/\p{Surrogate}/u);
  });
});
