import type { CollectionStatistics, DocumentSource } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { untyped } from '../small-plugins.test-support.js';
import { type ClarityOptions, clarity } from './clarity.js';

type Bag = Readonly<Record<string, number>>;

const sourceOf = (bags: readonly Bag[]): DocumentSource<'terms'> => ({
  spec: 'v1',
  name: 'bags',
  kinds: ['terms'],
  fetch: async (ids) =>
    new Map(ids.map((id) => [id, { terms: new Map(Object.entries(bags[Number(id)] as Bag)) }])),
});

const statisticsOf = (bags: readonly Bag[]): CollectionStatistics => ({
  documents: bags.length,
  tokens: bags.flatMap((bag) => Object.values(bag)).reduce((sum, count) => sum + count, 0),
  documentFrequency: (term) => bags.filter((bag) => Object.hasOwn(bag, term)).length,
  collectionFrequency: (term) =>
    bags.reduce((sum, bag) => sum + (Object.hasOwn(bag, term) ? (bag[term] as number) : 0), 0),
});

async function clarityOf(
  bags: readonly Bag[],
  query: Bag,
  hits: readonly number[],
  options: Partial<ClarityOptions> = {},
): Promise<number> {
  const predictor = clarity({ statistics: statisticsOf(bags), documents: sourceOf(bags), ...options });
  const [bits] = await predictor.predict([
    {
      query: { id: 'q', terms: new Map(Object.entries(query)) },
      hits: hits.map((id, i) => ({ id: String(id), score: -i })),
    },
  ]);
  return bits as number;
}

// Eight words: a 2, b 2, c 4; P(a) = P(b) = 1/4, P(c) = 1/2.
const bags = [{ a: 1, c: 1 }, { b: 2 }, { a: 1, c: 3 }];

describe('clarity', () => {
  // λ ½, document 0: P(a|D) = ½·½ + ½·¼ = 3/8, P(c|D) = ½·½ + ½·½ = ½; over both 3/7 and 4/7
  it('is the divergence of one document from the collection, by hand', async () => {
    const expected = (3 / 7) * Math.log2(3 / 7 / (1 / 4)) + (4 / 7) * Math.log2(4 / 7 / (1 / 2));
    expect(await clarityOf(bags, { a: 1 }, [0], { lambda: 0.5 })).toBeCloseTo(expected, 14);
  });

  // P(a|0) = 3/8 and P(a|1) = 1/8, so P(0|Q) = 3/4 and P(1|Q) = 1/4. With P(b|0) = 1/8, P(b|1) = 5/8, P(c|1) = 1/4:
  // a 3/4·3/8 + 1/4·1/8 = 10/32, b 3/4·1/8 + 1/4·5/8 = 8/32, c 3/4·1/2 + 1/4·1/4 = 14/32
  it('weighs documents by how likely they make the query, by hand', async () => {
    const expected = (10 / 32) * Math.log2(10 / 8) + (14 / 32) * Math.log2(14 / 16);
    expect(await clarityOf(bags, { a: 1 }, [0, 1], { lambda: 0.5 })).toBeCloseTo(expected, 14);
  });

  it('compares the likeliest words only, and reads the best documents only', async () => {
    // the likeliest of 10/32, 8/32, 14/32 is c, alone then: log₂(1/(1/2))
    expect(await clarityOf(bags, { a: 1 }, [0, 1], { lambda: 0.5, terms: 1 })).toBeCloseTo(1, 14);
    expect(await clarityOf(bags, { a: 1 }, [0, 1], { depth: 1 })).toBe(await clarityOf(bags, { a: 1 }, [0]));
  });

  it('leaves out what the collection does not know and what weighs nothing or less', async () => {
    const known = await clarityOf(bags, { a: 1 }, [0, 1]);
    expect(await clarityOf(bags, { a: 1, unheard: 3, b: -1, c: 0 }, [0, 1])).toBe(known);
    const other = [...bags, { strange: 4 }, {}];
    const options = { statistics: statisticsOf(bags) };
    expect(await clarityOf(other, { a: 1 }, [3], options)).toBe(0);
    expect(await clarityOf(other, { a: 1 }, [4], options)).toBe(0);
  });

  it('is finite where a long query makes every document unlikely', async () => {
    expect(await clarityOf(bags, { a: 5000, b: 5000 }, [0, 1])).toBeGreaterThan(0);
  });

  it('is never negative', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), fc.integer({ min: 1, max: 5 }), {
            minKeys: 1,
            noNullPrototype: true,
          }),
          { minLength: 1, maxLength: 5 },
        ),
        fc.integer({ min: 1, max: 4 }),
        async (collection, terms) => {
          const all = collection.map((_, i) => i);
          expect(await clarityOf(collection, { a: 1, d: 2 }, all, { terms })).toBeGreaterThanOrEqual(-1e-12);
        },
      ),
    ));

  it('refuses options that it cannot use', () => {
    const right = { statistics: statisticsOf(bags), documents: sourceOf(bags) };
    for (const wrong of [
      { depth: 0 },
      { terms: 0.5 },
      { lambda: 0 },
      { lambda: 1 },
      { statistics: undefined },
    ]) {
      expect(() => clarity(untyped({ ...right, ...wrong }))).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTION' }),
      );
    }
    expect(() => clarity(untyped({ ...right, documents: { ...right.documents, kinds: ['text'] } }))).toThrow(
      expect.objectContaining({ code: 'INCOMPATIBLE_STAGES' }),
    );
  });
});
