import { describe, expect, it, vi } from 'vitest';
import { language } from './language.js';
import { languageCodes } from './languages.js';

describe('language', () => {
  it.each<['de' | 'fr' | 'it' | 'ga' | 'tr' | 'ru' | 'hi', string, string[]]>([
    ['de', 'Die Katzen und die Häuser', ['katz', 'haus']],
    ['fr', 'L’eau qu’il boit, des chevaux', ['eau', 'boit', 'cheval']],
    ['it', "Dell'acqua nell’università", ['acqua', 'univers']],
    ['ga', "d'athair", ['athair']],
    ['tr', 'IŞIK İstanbul’da KITAPLAR', ['ışık', 'istanbul', 'kıtap']],
    ['ru', 'книги и книгами', ['книг', 'книг']],
    ['hi', 'किताबें', ['किताब']],
  ])('stems and stops in %s', async (code, text, tokens) => {
    expect((await language(code)).tokens(text)).toEqual(tokens);
  });

  it.each([...languageCodes])('loads %s and gives no term for an empty text', async (code) => {
    const analyzer = await language(code);
    expect(analyzer.name).toBe(code);
    expect(analyzer.tokens('')).toEqual([]);
    expect(analyzer.tokens('2024')).toEqual(['2024']);
  });

  it.each(['en', 'xx', '__proto__', undefined])('refuses the code %s', async (code) => {
    await expect(language(code as never)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(language(code as never)).rejects.toThrow(/give one of ar, .*english\(\)/);
  });

  it('says what to install where the stemmers are missing', async () => {
    vi.doMock('@orama/stemmers/danish', () => {
      throw new Error('cannot find the package');
    });
    await expect(language('da')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(language('da')).rejects.toThrow(/npm install @orama\/stemmers @orama\/stopwords/);
    vi.doUnmock('@orama/stemmers/danish');
  });
});
