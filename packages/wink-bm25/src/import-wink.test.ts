import { whitespace } from '@reprise/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildWink, exportWink, importWink } from './index.js';
import { plainWink } from './plain-wink.fixture.js';
import { createEngine } from './wink-engine.js';

const texts = ['apple banana apple', 'banana cherry', 'apple cherry cherry date', 'egg fig grape', ''];
const ids = ['b', '__proto__', '10', '9', 'a'];
const documents = texts.map((text, i) => ({ id: ids[i]!, text }));
const query = {
  id: 'q',
  terms: new Map([
    ['apple', 0.7],
    ['cherry', 1],
    ['constructor', 1],
  ]),
};
const analyzer = whitespace();

/** An export of two fields: every title is `apple`. */
const exported = (title: number, precision?: number): string =>
  plainWink({
    documents: documents.map((document) => ({ ...document, title: 'apple' })),
    tokens: analyzer.tokens,
    fields: { text: 1, title },
    precision,
  }).exportJSON();

describe('exportWink and importWink', () => {
  it('give back an index that finds, scores and holds the same', async () => {
    const index = await buildWink(documents, { analyzer, k1: 0.9, b: 0.4, k: 0.5, precision: 6 });
    const again = importWink(exportWink(index), { precision: 6 });
    expect(await again.search([query], 10)).toEqual(await index.search([query], 10));
    expect(await again.fetch(ids, ['terms', 'text'])).toEqual(await index.fetch(ids, ['terms', 'text']));
    expect([again.size, again.statistics.documents, again.statistics.tokens]).toEqual([5, 4, 12]);
    expect(exportWink(again)).toBe(exportWink(index));
  });

  it('keep any collection', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 3, maxLength: 8 }),
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 8, maxLength: 8 }),
        async (names, words) => {
          const all = names.map((id, i) => ({ id, text: `${words[i]} ${words[(i + 1) % 8]}` }));
          const index = await buildWink(all, { analyzer });
          const again = importWink(exportWink(index));
          expect(await again.fetch(names, ['terms', 'text'])).toEqual(
            await index.fetch(names, ['terms', 'text']),
          );
        },
      ),
    ));

  it('write what wink itself imports', async () => {
    const index = await buildWink(documents, { analyzer });
    const engine = createEngine();
    engine.importJSON(exportWink(index));
    engine.definePrepTasks([analyzer.tokens]);
    engine.consolidate(4);
    const terms = new Map([
      ['apple', 1],
      ['cherry', 1],
    ]);
    const [expected] = await index.search([{ id: 'q', terms }], 10);
    const found = new Map(engine.search('apple cherry', 10));
    expect(found.size).toBe(3);
    for (const { id, score } of expected!) expect(found.get(id)).toBeCloseTo(score, 6);
  });
});

describe('importWink', () => {
  it.each([
    ['before it is consolidated', undefined],
    ['with four digits', 4],
    ['with nine digits', 9],
  ])('reads what wink exports %s, frequencies included', async (_, finish) => {
    const index = importWink(exported(2, finish), { precision: 9 });
    expect(index.kinds).toEqual(['terms']);
    const known = await index.fetch(['b', 'a'], ['terms']);
    expect(known.get('b')!.terms).toEqual(
      new Map([
        ['apple', 4],
        ['banana', 1],
      ]),
    );
    expect(known.get('a')!.terms).toEqual(new Map([['apple', 2]]));
    expect(index.statistics.collectionFrequency('apple')).toBe(13);
    const terms = new Map([['cherry', 1]]);
    const [hits] = await index.search([{ id: 'q', terms }], 10);
    // N = 5, n = 2, L = 4 and 6 of 22/5 tokens; f = 1 and 2.
    const weight = (frequency: number, length: number): number =>
      (Math.log(1 + 3.5 / 2.5) * frequency * 2.2) / (1.2 * (0.25 + (0.75 * length * 5) / 22) + frequency);
    expect(hits!.map(({ id, score }) => [id, score.toFixed(6)])).toEqual([
      ['10', weight(2, 6).toFixed(6)],
      ['__proto__', weight(1, 4).toFixed(6)],
    ]);
  });

  it('recovers the frequencies of any collection, or refuses', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 1, max: 400 })), {
            maxLength: 4,
          }),
          {
            minLength: 3,
            maxLength: 9,
          },
        ),
        fc.record({
          k1: fc.constantFrom(0, 0.9, 1.2, 3),
          b: fc.constantFrom(0, 0.75, 1),
          k: fc.constantFrom(0, 1),
        }),
        fc.constantFrom(4, 6, 9),
        (bags, parameters, precision) => {
          const texts = bags.map((bag) => bag.map(([word, times]) => `${word} `.repeat(times)).join(''));
          const options = {
            documents: texts.map((text, i) => ({ id: `${i}`, text })),
            tokens: analyzer.tokens,
            parameters,
          };
          const expected = importWink(plainWink(options).exportJSON()).content;
          const rounded = plainWink({ ...options, precision }).exportJSON();
          try {
            expect(importWink(rounded).content.documents).toEqual(expected.documents);
          } catch (error) {
            expect(error).toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
          }
        },
      ),
      { numRuns: 300 },
    ));

  it('refuses rounded weights that do not tell the frequencies', () => {
    expect(() => importWink(exported(0.5, 4))).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_FORMAT',
        message: expect.stringMatching(/export it before consolidate/),
      }),
    );
    expect(importWink(exported(0.5)).statistics.tokens).toBe(14.5);
  });

  it('refuses fields that count against a document', () => {
    expect(() => importWink(exported(-1))).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_FORMAT',
        message: expect.stringMatching(/"title" has the weight -1/),
      }),
    );
  });

  it('refuses a precision that wink would replace by its default', () => {
    expect(() => importWink('', { precision: 10 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });

  it('refuses a collection of two documents', () => {
    const engine = plainWink({ documents: documents.slice(0, 2), tokens: analyzer.tokens });
    expect(() => importWink(engine.exportJSON())).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
