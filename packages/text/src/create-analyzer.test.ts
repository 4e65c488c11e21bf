import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from './create-analyzer.js';
import { stopFilter } from './stop-filter.js';

const letters = createAnalyzer({
  name: 'letters',
  tokenize: (text) => [...text],
  filters: [stopFilter([' ']), (tokens) => tokens.map((token) => token.toLowerCase())],
});

describe('createAnalyzer', () => {
  it('runs the tokenizer and then the filters in order', () => {
    expect(letters.tokens('B Aa')).toEqual(['b', 'a', 'a']);
  });

  it('encodes each text as its term frequencies in order of first occurrence', async () => {
    const encoded = await letters.encode([{ text: 'B Aba' }, { text: '' }], 'document');
    expect(encoded.map(({ terms }) => [...terms])).toEqual([
      [
        ['b', 2],
        ['a', 2],
      ],
      [],
    ]);
  });

  it('says what it reads and writes and cannot be changed', () => {
    expect(letters).toMatchObject({ spec: 'v1', name: 'letters', reads: ['text'], writes: ['terms'] });
    expect(Object.isFrozen(letters)).toBe(true);
  });

  it('gives the same terms for both roles and for any batch size', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.string()), async (texts) => {
        const batch = texts.map((text) => ({ text }));
        const together = await letters.encode(batch, 'document');
        const alone = await Promise.all(batch.map((item) => letters.encode([item], 'query')));
        expect(together).toEqual(alone.flat());
      }),
    ));

  it('refuses what is not a string by its place', async () => {
    expect(() => letters.tokens(7 as never)).toThrow(/the text is of type number: give letters a string/);
    const batch = [{ text: 'a' }, { text: null as never }];
    await expect(letters.encode(batch, 'query')).rejects.toThrow(/text 1 of the batch is null/);
    await expect(letters.encode(batch, 'query')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('stops when its signal is aborted', async () => {
    const encoding = letters.encode([{ text: 'a' }], 'query', { signal: AbortSignal.abort() });
    await expect(encoding).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it.each([
    [{ name: '', tokenize: () => [] }, /name is "": give a non-empty string/],
    [{ name: 'x' }, /tokenize is undefined: give a function/],
    [{ name: 'x', tokenize: () => [], filters: ['lower'] }, /filters is "lower": give functions/],
  ])('refuses wrong options %#', (options, message) => {
    expect(() => createAnalyzer(options as never)).toThrow(message);
    expect(() => createAnalyzer(options as never)).toThrow(RepriseError);
  });
});
