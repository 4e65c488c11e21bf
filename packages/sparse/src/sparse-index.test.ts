import { compareHits, type Hit } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atire, bm25, buildSparse, createSimilarity, type SparseIndex } from './index.js';
import { decodedLengths, encodeLength } from './length-codec.js';

type Bag = ReadonlyMap<string, number>;
interface Bagged {
  readonly id: string;
  readonly terms: Bag;
}

/** BM25 in float64, document by document, from its definition. */
function naive(documents: readonly Bagged[], query: Bag, k1: number, b: number): Hit[] {
  const length = (terms: Bag): number => [...terms.values()].reduce((sum, tf) => sum + tf, 0);
  const filled = documents.filter(({ terms }) => terms.size > 0);
  const average = filled.reduce((sum, { terms }) => sum + length(terms), 0) / filled.length;
  const hits: Hit[] = [];
  for (const { id, terms } of filled) {
    const shared = [...query].filter(([term, weight]) => weight !== 0 && terms.has(term));
    if (shared.length === 0) continue;
    const dl = decodedLengths[encodeLength(length(terms))]!;
    let score = 0;
    for (const [term, weight] of shared) {
      const n = filled.filter((document) => document.terms.has(term)).length;
      const tf = terms.get(term)!;
      const idf = Math.log(1 + (filled.length - n + 0.5) / (n + 0.5));
      score += (weight * idf * tf) / (tf + k1 * (1 - b + (b * dl) / average));
    }
    hits.push({ id, score });
  }
  return hits.sort(compareHits);
}

const term = fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__', '\ue000', '\u{10000}');
const frequencies = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 300 }));
const bag = fc.array(fc.tuple(term, frequencies), { maxLength: 6 }).map((pairs) => new Map(pairs));
const corpus = fc
  .uniqueArray(
    fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), fc.nat(30).map(String)),
    {
      maxLength: 20,
    },
  )
  .chain((ids) => fc.tuple(...ids.map((id) => bag.map((terms) => ({ id, terms })))));
const weights = fc.double({ min: -2, max: 3, noNaN: true }).map((weight) => Math.round(weight * 8) / 8);
const query = fc
  .array(fc.tuple(fc.oneof(term, fc.constant('nowhere')), weights), { maxLength: 5 })
  .map((pairs) => ({
    id: 'q',
    terms: new Map(pairs),
  }));

const seven: readonly Bagged[] = ['g', 'f', 'e', 'd', 'c', 'b', 'a'].map((id, i) => ({
  id,
  terms: new Map([['x', 1], [`only ${id}`, 1], ...(i % 2 === 0 ? [['y', i + 1] as const] : [])]),
}));
const ask = (terms: Record<string, number>, id = 'q') => ({ id, terms: new Map(Object.entries(terms)) });
const idsOf = (hits: readonly Hit[] | undefined): string => hits!.map(({ id }) => id).join('');

describe('SparseIndex.search', () => {
  it('agrees with a naive reference on a thousand collections, and score with search', async () => {
    await fc.assert(
      fc.asyncProperty(corpus, query, async (documents, asked) => {
        const index = await buildSparse(documents);
        const [found] = await index.search([asked], 100);
        const expected = naive(documents, asked.terms, 0.9, 0.4);
        expect(found!.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
        const scoreOf = new Map(expected.map(({ id, score }) => [id, score]));
        const size = [...asked.terms.values()].reduce((sum, weight) => sum + Math.abs(weight), 0);
        for (const { id, score } of found!) {
          // Relative to the parts, as they may cancel out.
          expect(Math.abs(score - scoreOf.get(id)!)).toBeLessThanOrEqual(1e-6 * Math.max(1, size) * 3);
        }
        expect(found).toEqual([...found!].sort(compareHits));
        const ids = documents.map(({ id }) => id).toReversed();
        const everything = { id: 'all', terms: new Map([...'abcde'].map((name) => [name, 1])) };
        const [, scores] = await index.score([everything, asked].map((one) => ({ query: one, ids })));
        const searched = new Map(found!.map(({ id, score }) => [id, score]));
        expect([...scores!]).toEqual(ids.map((id) => searched.get(id) ?? 0));
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same hits for smaller k, cut by id where scores tie', async () => {
    const index = await buildSparse(seven);
    const [all] = await index.search([ask({ x: 1 })], 100);
    expect(idsOf(all)).toBe('bdfgeca'); // The shorter the better: b, d and f have a length of 2, a one of 9.
    for (let k = 1; k <= 8; k++)
      expect((await index.search([ask({ x: 1 })], k))[0]).toEqual(all!.slice(0, k));
  });

  it('takes a document for matched though its score is 0', async () => {
    const nothing = createSimilarity({
      name: 'nothing',
      bind: () => ({ norm: () => 0, term: () => () => 0 }),
    });
    const index = await buildSparse(seven, { similarity: nothing });
    expect(idsOf((await index.search([ask({ y: 1 })], 9))[0])).toBe('aceg');
  });

  it('finds nothing for unknown terms, for weights of 0, and for no terms', async () => {
    const index = await buildSparse(seven);
    const nothing = [{ z: 1 }, { x: 0 }, { x: 1e-50 }, { '': 1, '\ud800': 1 }, {}].map((terms) =>
      ask(terms as Record<string, number>),
    );
    expect(await index.search(nothing, 5)).toEqual(nothing.map(() => []));
    expect(await index.search([], 5)).toEqual([]);
  });

  it('ranks what negative weights find last', async () => {
    const index = await buildSparse(seven);
    const [hits] = await index.search([ask({ x: 1, y: -1 })], 9);
    expect(idsOf(hits).slice(0, 3)).toBe('bdf');
    expect(hits!.at(-1)!.score).toBeLessThan(0);
  });

  it('gives the same for any batch size and for calls that overlap', async () => {
    const index = await buildSparse(seven);
    const queries = Array.from({ length: 40 }, (_, i) =>
      ask({ x: 1 + i, y: 2, [`only ${'abcdefg'[i % 7]}`]: 1 }, `q${i}`),
    );
    const expected = await index.search(queries, 3);
    for (const size of [1, 7, 64]) {
      const parts = Array.from({ length: Math.ceil(40 / size) }, (_, i) =>
        queries.slice(i * size, (i + 1) * size),
      );
      expect((await Promise.all(parts.map((part) => index.search(part, 3)))).flat()).toEqual(expected);
    }
    expect(
      new Set(
        (await Promise.all(Array.from({ length: 10 }, () => index.search(queries, 3)))).map((hits) =>
          JSON.stringify(hits),
        ),
      ).size,
    ).toBe(1);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d for k', async (k) => {
    const index = await buildSparse(seven);
    await expect(index.search([ask({ x: 1 })], k)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: expect.stringMatching(/k is .*: give a whole number of at least 1/),
    });
  });

  it('refuses weights that are not finite, and takes the next query as if nothing had been', async () => {
    const index = await buildSparse(seven);
    const expected = await index.search([ask({ x: 1 })], 9);
    for (const weight of [Number.NaN, Number.POSITIVE_INFINITY, 1e39]) {
      await expect(index.search([ask({ y: 1, x: weight })], 9)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/query "q" gives the term "x" the weight/),
      });
    }
    const huge = ask({ x: 3e38, y: 3e38, 'only a': 3e38, 'only c': 3e38 });
    await expect(index.search([huge], 9)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/not finite for query "q": give smaller term weights/),
    });
    expect(await index.search([ask({ x: 1 })], 9)).toEqual(expected);
  });

  it('is not disturbed by a similarity that throws', async () => {
    let fail = false;
    const failing = createSimilarity({
      name: 'failing',
      bind: () => ({
        norm: () => 1,
        term: () => () => {
          if (fail) throw new Error('on purpose');
          return 1;
        },
      }),
    });
    const index = await buildSparse(seven, { similarity: failing });
    const expected = await index.search([ask({ x: 1, y: 1 })], 9);
    fail = true;
    await expect(index.search([ask({ x: 1, y: 1 })], 9)).rejects.toThrow('on purpose');
    fail = false;
    expect(await index.search([ask({ x: 1, y: 1 })], 9)).toEqual(expected);
  });

  it('refuses a query without terms', async () => {
    const index = await buildSparse(seven);
    await expect(index.search([{ id: 'q', text: 'x' } as never], 1)).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
      message: expect.stringMatching(/query "q" has no terms/),
    });
  });

  it('stops between queries when aborted', async () => {
    const index = await buildSparse(seven);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const many = new Array(20_000_000).fill(ask({ x: 1, y: 1 }));
    await expect(index.search(many, 3, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});

describe('SparseIndex.score', () => {
  it('answers in the order asked, also for an id asked twice', async () => {
    const index = await buildSparse(seven);
    const [hits] = await index.search([ask({ y: 1 })], 9);
    const score = hits!.find(({ id }) => id === 'a')!.score;
    const [scores] = await index.score([{ query: ask({ y: 1 }), ids: ['a', 'b', 'a'] }]);
    expect([...scores!]).toEqual([score, 0, score]);
  });

  it('keeps nothing of one query for the next', async () => {
    const index = await buildSparse(seven);
    const batch = [ask({ x: 1, y: 1, 'only a': 1 }), ask({ 'only b': 1 }), ask({ y: 2, x: 1 })].map(
      (query) => ({
        query,
        ids: ['g', 'a', 'c', 'b'],
      }),
    );
    const alone = await Promise.all(
      batch.map(async (one) => (await (await buildSparse(seven)).score([one]))[0]),
    );
    expect(await index.score(batch)).toEqual(alone);
    expect(await index.score(batch.toReversed())).toEqual(alone.toReversed());
    const expected = await (await buildSparse(seven)).search([batch[0]!.query], 9);
    expect(await index.search([batch[0]!.query], 9)).toEqual(expected);
  });

  it('refuses an id it does not hold', async () => {
    const index = await buildSparse([...seven, { id: '\ufffd', terms: new Map() }]);
    for (const id of ['h', '', '\ud800']) {
      await expect(index.score([{ query: ask({ x: 1 }), ids: ['a', id] }])).rejects.toMatchObject({
        code: 'UNKNOWN_DOCUMENT',
      });
    }
  });
});

describe('SparseIndex.fetch', () => {
  let index: SparseIndex;
  const text = 'Zebra apple Zebra, ein Äpfel';

  it('gives each id once, in the order asked, with exactly the kinds asked', async () => {
    index = await buildSparse([
      { id: 'b', text },
      { id: 'a', text: 'other' },
    ]);
    const both = await index.fetch(['b', 'a', 'b'], ['text']);
    expect([...both]).toEqual([
      ['b', { text }],
      ['a', { text: 'other' }],
    ]);
    expect([...(await index.fetch(['b'], [])).values()]).toEqual([{}]);
  });

  it('gives term vectors in the order of the bytes of their terms', async () => {
    const vector = (await index.fetch(['b'], ['terms'])).get('b')!.terms;
    expect([...vector]).toEqual([
      ['appl', 1],
      ['ein', 1],
      ['zebra', 2],
      ['äpfel', 1],
    ]);
  });

  it('refuses an unknown id and an unknown kind', async () => {
    await expect(index.fetch(['c'], ['text'])).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT' });
    await expect(index.fetch(['a'], ['vector' as 'text'])).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
    });
  });
});

describe('SparseIndex.ids', () => {
  it('lists every document once, by the bytes of its id', async () => {
    const ids = ['\u{10000}', '__proto__', '\ue000', 'a', 'B'];
    const index = await buildSparse(ids.map((id) => ({ id, terms: new Map() })));
    expect([...index.ids()]).toEqual(['B', '__proto__', 'a', '\ue000', '\u{10000}']);
  });
});

describe('SparseIndex.with', () => {
  it('scores by the other similarity as if built with it', async () => {
    const index = await buildSparse(seven);
    const other = index.with({ similarity: atire() });
    expect([index.name, other.name]).toEqual(['bm25', 'atire']);
    const built = await buildSparse(seven, { similarity: atire() });
    const query = ask({ x: 1, y: 2 });
    expect(await other.search([query], 9)).toEqual(await built.search([query], 9));
    expect(await index.search([query], 9)).toEqual(
      await (await buildSparse(seven, { similarity: bm25() })).search([query], 9),
    );
  });
});
