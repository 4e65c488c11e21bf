import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildSparse, impact } from '../index.js';

/** Lists of eight documents: t1 {1:3, 4:1, 7:2}, t2 {2:5, 4:4, 8:1}, t3 1 everywhere. */
const documents = Array.from({ length: 8 }, (_, i) => {
  const id = String(i + 1);
  const [t1, t2]: Record<string, number>[] = [
    { 1: 3, 4: 1, 7: 2 },
    { 2: 5, 4: 4, 8: 1 },
  ];
  const terms = new Map([['t3', 1]]);
  if (t1![id]) terms.set('t1', t1![id]);
  if (t2![id]) terms.set('t2', t2![id]);
  return { id, terms };
});

describe('impact', () => {
  it('adds up the products of weights, ties by id', async () => {
    const index = await buildSparse(documents, { similarity: impact() });
    const terms = new Map([
      ['t1', 2],
      ['t2', 1],
      ['t3', 1],
    ]);
    const [hits] = await index.search([{ id: 'q', terms }], 10);
    expect(hits!.map(({ id, score }) => `${id}:${score}`)).toEqual([
      '1:7',
      '4:7',
      '2:6',
      '7:5',
      '8:2',
      '3:1',
      '5:1',
      '6:1',
    ]);
  });

  it('is the dot product of the weights, whatever the vocabulary, and takes final weights alike', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.dictionary(
            fc.constantFrom('##ing', '[SEP]', 'a', 'b', '__proto__'),
            fc.float({ min: Math.fround(0.01), max: 10, noNaN: true }),
          ),
          { minLength: 1, maxLength: 6 },
        ),
        fc.dictionary(
          fc.constantFrom('##ing', '[SEP]', 'a', 'b', '__proto__', 'zed'),
          fc.float({ min: -3, max: 3, noNaN: true }),
        ),
        async (bags, query) => {
          const stored = bags.map((bag, i) => ({ id: `d${i}`, terms: new Map(Object.entries(bag)) }));
          const index = await buildSparse(stored, { similarity: impact() });
          const terms = new Map(Object.entries(query));
          const ids = stored.map(({ id }) => id);
          const [plain, final] = await index.score([
            { query: { id: 'q', terms }, ids },
            { query: { id: 'q', terms, weighting: 'query' }, ids },
          ]);
          stored.forEach(({ terms: bag }, i) => {
            let expected = 0;
            for (const [term, weight] of terms) expected += weight * (bag.get(term) ?? 0);
            expect(plain![i]).toBeCloseTo(expected, 4);
          });
          expect(final).toEqual(plain);
        },
      ),
      { numRuns: 1000 },
    ));
});
