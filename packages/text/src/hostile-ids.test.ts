import { hostileIds } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { english, standard, stopFilter, whitespace } from './index.js';

const ownKeys = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(ownKeys));

const words = [...new Set([...fc.sample(hostileIds(), { numRuns: 300, seed: 15 }), '-', '#', '../..', "'"])];

describe('words that break careless code', () => {
  it.each([
    ['english', english()],
    ['standard', standard()],
    ['whitespace', whitespace()],
  ])('are counted by %s as any others, twice as often in a text twice as long', async (_name, analyzer) => {
    for (const word of words) {
      const [once, twice] = await analyzer.encode(
        [{ text: word }, { text: `${word} \n ${word}` }],
        'document',
      );
      const doubled = new Map([...once!.terms].map(([term, count]) => [term, 2 * count]));
      expect(twice!.terms).toEqual(doubled);
      expect(analyzer.tokens(word).every((token) => token !== '')).toBe(true);
    }
  });

  it('are stop words only where they were named', () => {
    const filter = stopFilter(['__proto__']);
    expect(filter(words)).toEqual(words.filter((word) => word !== '__proto__'));
  });
});
