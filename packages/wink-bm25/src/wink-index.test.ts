import type { Hit } from '@reprise/spec';
import { whitespace } from '@reprise/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWink, type WinkIndex, type WinkOptions } from './index.js';
import { plainWink } from './plain-wink.fixture.js';

const fruit = [
  { id: 'd1', text: 'apple banana apple' },
  { id: 'd2', text: 'banana cherry' },
  { id: 'd3', text: 'apple cherry cherry date' },
  { id: 'd4', text: 'egg fig grape' },
];
const long = { id: 'd5', text: `apple ${'zed '.repeat(99)}` };
const build = (documents: Iterable<{ id: string; text: string }>, options: WinkOptions = {}) =>
  buildWink(documents, { analyzer: whitespace(), ...options });
const ask = (terms: Record<string, number>, id = 'q') => ({ id, terms: new Map(Object.entries(terms)) });
const find = async (index: WinkIndex, terms: Record<string, number>, k = 100): Promise<readonly Hit[]> =>
  (await index.search([ask(terms)], k))[0]!;
const close = (hits: readonly Hit[], digits: number) =>
  hits.map(({ id, score }) => [id, score.toFixed(digits)]);

describe('WinkIndex.search', () => {
  it('gives the scores that wink gave when it was run on four documents', async () => {
    const coarse = await build(fruit);
    expect(close(await find(coarse, { apple: 1, cherry: 1 }), 4)).toEqual([
      ['d3', '1.4814'],
      ['d1', '0.9531'],
      ['d2', '0.8026'],
    ]);
    const fine = await build(fruit, { precision: 9 });
    expect(await find(fine, { apple: 1, cherry: 1 })).toEqual([
      { id: 'd3', score: Math.fround(1.481354546) },
      { id: 'd1', score: Math.fround(0.953077373) },
      { id: 'd2', score: Math.fround(0.802591472) },
    ]);
    expect(await find(fine, { apple: 2, cherry: 1 })).toEqual([
      { id: 'd3', score: Math.fround(2.091324065) },
      { id: 'd1', score: Math.fround(1.906154746) },
      { id: 'd2', score: Math.fround(0.802591472) },
    ]);
  });

  it('gives the values of the formula on five documents', async () => {
    const index = await build([...fruit, long], { precision: 9 });
    expect(close(await find(index, { apple: 1, cherry: 1 }), 6)).toEqual([
      ['d3', '2.377214'],
      ['d2', '1.395314'],
      ['d1', '0.979777'],
      ['d5', '0.222983'],
    ]);
  });

  // Three documents of length 2, so norm = 1, f = 1 and tf·(k1 + 1)/(k1 + tf) = 1: the weight is the idf.
  it('lets idf be negative with k = 0', async () => {
    const index = await build(
      ['a b', 'a c', 'a d'].map((text, i) => ({ id: `${i}`, text })),
      { k: 0, precision: 9 },
    );
    expect(await find(index, { a: 1, b: 1 })).toEqual([
      { id: '0', score: Math.fround(-1.945910149 + 0.510825624) },
      { id: '1', score: Math.fround(-1.945910149) },
      { id: '2', score: Math.fround(-1.945910149) },
    ]);
  });

  it('gives what wink itself gives for any repeated tokens, ties apart', async () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', '7');
    const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 3, maxLength: 12 }),
        fc.array(word, { minLength: 1, maxLength: 6 }),
        async (texts, words) => {
          const documents = texts.map((text, i) => ({ id: `${i}`, text }));
          const engine = plainWink({ documents, tokens: whitespace().tokens, precision: 4 });
          const expected = new Map(engine.search(words.join(' '), 100));
          const terms: Record<string, number> = {};
          for (const word of words) terms[word] = (terms[word] ?? 0) + 1;
          const found = await find(await build(documents), terms);
          expect(new Set(found.map(({ id }) => id))).toEqual(new Set(expected.keys()));
          for (const { id, score } of found) expect(score).toBeCloseTo(expected.get(id)!, 5);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('serves any weights as the weighted sum of the scores of single terms', async () => {
    const index = await build(fruit, { precision: 9 });
    const [apple, cherry] = [await find(index, { apple: 1 }), await find(index, { cherry: 1 })];
    const scoreOf = (hits: readonly Hit[], id: string) => hits.find((hit) => hit.id === id)?.score ?? 0;
    const mixed = await find(index, { apple: 0.3, cherry: -1.75 });
    expect(mixed.map(({ id }) => id)).toEqual(['d1', 'd3', 'd2']);
    for (const { id, score } of mixed) {
      expect(score).toBeCloseTo(0.3 * scoreOf(apple, id) - 1.75 * scoreOf(cherry, id), 6);
    }
  });

  it('leaves idf out for weights that are final', async () => {
    const index = await build(fruit, { precision: 9 });
    const terms = new Map([
      ['apple', 0.5],
      ['date', 2],
    ]);
    const [final] = await index.search([{ id: 'q', terms, weighting: 'query' }], 10);
    const idf = { apple: Math.LN2, date: Math.log(1 + 3.5 / 1.5) };
    const divided = await find(index, { apple: 0.5 / idf.apple, date: 2 / idf.date });
    expect(close(final!, 6)).toEqual(close(divided, 6));
    const [given] = await index.search([{ id: 'q', terms, weighting: 'collection' }], 10);
    expect(given).toEqual(await find(index, { apple: 0.5, date: 2 }));
  });

  it('refuses final weights of a term without idf, and any other weighting', async () => {
    const index = await build(fruit, { k: 0 });
    const terms = new Map([['apple', 1]]);
    await expect(index.search([{ id: 'q', terms, weighting: 'query' }], 1)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/idf of "apple" is 0/),
    });
    await expect(index.search([{ id: 'q', terms, weighting: 'none' as never }], 1)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('orders ties by id, where wink puts integer-like ids first and others as they came', async () => {
    const ids = ['b', '10', 'a', '9', '\u{10000}', '\ue000'];
    const index = await build(ids.map((id) => ({ id, text: 'x' })));
    const all = await find(index, { x: 1 });
    expect(all.map(({ id }) => id)).toEqual(['10', '9', 'a', 'b', '\ue000', '\u{10000}']);
    for (let k = 1; k < 7; k++) expect(await find(index, { x: 1 }, k)).toEqual(all.slice(0, k));
  });

  it('gives as many hits as asked, and refuses a k of 0, which wink takes for 10', async () => {
    const index = await build(Array.from({ length: 30 }, (_, i) => ({ id: `${i}`, text: 'x' })));
    expect(await find(index, { x: 1 }, 25)).toHaveLength(25);
    for (const k of [0, -1, 1.5, Number.NaN]) {
      await expect(index.search([], k)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    }
  });

  it('finds nothing for unknown terms, weights of 0 and names of Object.prototype', async () => {
    const index = await build(fruit);
    for (const terms of [{}, { zed: 1 }, { apple: 0 }, { constructor: 1, toString: 2 }]) {
      expect(await find(index, terms)).toEqual([]);
    }
  });

  it.each([
    ['no terms', undefined, 'MISSING_REPRESENTATION'],
    ['terms in a plain object', { x: 1 }, 'INVALID_INPUT'],
    ['NaN for a weight', new Map([['apple', Number.NaN]]), 'INVALID_INPUT'],
    ['a text for a weight', new Map([['apple', '1']]), 'INVALID_INPUT'],
    ['a term that is no string', new Map([[1, 1]]), 'INVALID_INPUT'],
    ['a score beyond float32', new Map([['apple', 1e39]]), 'INVALID_INPUT'],
  ])('refuses a query with %s', async (_, terms, code) => {
    const index = await build(fruit);
    const query = { id: 'q1', terms } as never;
    await expect(index.search([query], 1)).rejects.toMatchObject({
      code,
      message: expect.stringMatching('"q1"'),
    });
    await expect(index.score([{ query, ids: ['d1'] }])).rejects.toMatchObject({ code });
  });
});

describe('WinkIndex.score', () => {
  it('answers in the order asked, twice for an id asked twice', async () => {
    const index = await build(fruit, { precision: 9 });
    const [scores] = await index.score([
      { query: ask({ apple: 2, cherry: 1 }), ids: ['d4', 'd3', 'd1', 'd3'] },
    ]);
    expect([...scores!]).toEqual([0, 2.091324065, 1.906154746, 2.091324065].map(Math.fround));
  });
});

describe('WinkIndex.fetch', () => {
  it('gives frequencies, not the weights that wink keeps, and texts', async () => {
    const index = await build(fruit);
    const known = await index.fetch(['d3', 'd1', 'd3'], ['terms', 'text']);
    expect([...known]).toEqual([
      ['d3', { terms: new Map([...Object.entries({ apple: 1, cherry: 2, date: 1 })]), text: fruit[2]!.text }],
      ['d1', { terms: new Map([...Object.entries({ apple: 2, banana: 1 })]), text: fruit[0]!.text }],
    ]);
  });

  it('gives terms in the order of their UTF-8 bytes, and copies of them', async () => {
    const index = await build([...fruit, { id: 'd5', text: '\u{10000} b \ue000 10 9 a' }]);
    const terms = async () => (await index.fetch(['d5'], ['terms'])).get('d5')!.terms;
    expect([...(await terms()).keys()]).toEqual(['10', '9', 'a', 'b', '\ue000', '\u{10000}']);
    ((await terms()) as Map<string, number>).clear();
    expect((await terms()).size).toBe(6);
  });

  it('refuses kinds that it does not hold', async () => {
    const index = await build(fruit, { text: false });
    expect(index.kinds).toEqual(['terms']);
    await expect(index.fetch(['d1'], ['text'])).rejects.toMatchObject({ code: 'MISSING_REPRESENTATION' });
    await expect((await build(fruit)).fetch(['d1'], ['vector' as 'text'])).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
    });
  });
});

describe('WinkIndex.statistics', () => {
  it('counts documents that hold a term, tokens and both frequencies', async () => {
    const index = await build([...fruit, { id: 'empty', text: ' ' }]);
    expect(index.size).toBe(5);
    expect(index.statistics).toMatchObject({ documents: 4, tokens: 12 });
    const { documentFrequency, collectionFrequency } = index.statistics;
    expect(['apple', 'cherry', 'zed', 'constructor'].map(documentFrequency)).toEqual([2, 2, 0, 0]);
    expect(['apple', 'cherry', 'zed', '__proto__'].map(collectionFrequency)).toEqual([3, 3, 0, 0]);
  });
});
