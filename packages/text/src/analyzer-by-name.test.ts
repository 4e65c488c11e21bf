import { describe, expect, it } from 'vitest';
import { analyzer, analyzerNames } from './analyzer-by-name.js';

describe('analyzer', () => {
  it.each([...analyzerNames])('gives the analyzer of the name %s', async (name) => {
    expect((await analyzer(name)).name).toBe(name);
  });

  it('keeps every word in standard and every character in whitespace', async () => {
    const text = ' The Cats,\u00a0U.S. ';
    expect((await analyzer('standard')).tokens(text)).toEqual(['the', 'cats', 'u.s']);
    expect((await analyzer('whitespace')).tokens(text)).toEqual(['The', 'Cats,', 'U.S.']);
  });

  it.each([
    ['englsh', 'english'],
    ['ENGLISH', 'english'],
    ['white-space', 'whitespace'],
  ])('refuses %s and names the nearest', async (name, nearest) => {
    await expect(analyzer(name)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(analyzer(name)).rejects.toThrow(`did you mean ${nearest}?`);
  });

  it('refuses what is no string', async () => {
    await expect(analyzer(undefined as never)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });
});
