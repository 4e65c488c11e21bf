import { describe, expect, it } from 'vitest';
import {
  atire,
  bm25,
  bm25l,
  bm25plus,
  buildSparse,
  createSimilarity,
  dirichlet,
  robertson,
  type Similarity,
  tfIdf,
} from '../index.js';

const bag = (text: string): ReadonlyMap<string, number> => {
  const terms = new Map<string, number>();
  for (const term of text.split(' ')) terms.set(term, (terms.get(term) ?? 0) + 1);
  return terms;
};

/** Five documents, 112 tokens, mean length 22.4; Lucene takes the 100 tokens of d5 for 96. */
const documents = [
  { id: 'd1', terms: bag('apple banana apple') },
  { id: 'd2', terms: bag('banana cherry') },
  { id: 'd3', terms: bag('apple cherry cherry date') },
  { id: 'd4', terms: bag('egg fig grape') },
  { id: 'd5', terms: bag(`apple${' zed'.repeat(99)}`) },
];

async function scores(similarity: Similarity, query = 'apple cherry'): Promise<Record<string, number>> {
  const index = await buildSparse(documents, { similarity });
  const [hits] = await index.search([{ id: 'q', terms: bag(query) }], 10);
  return Object.fromEntries(hits!.map(({ id, score }) => [id, Number(score.toFixed(6))]));
}

const k1 = 1.2;
const b = 0.75;

describe('similarities on five documents', () => {
  it.each([
    ['bm25', bm25(), { d3: 1.008302, d2: 0.556863, d1: 0.416501, d5: 0.174837 }],
    [
      'bm25, exact lengths',
      bm25({ lengths: 'exact' }),
      { d3: 1.008302, d2: 0.556863, d1: 0.416501, d5: 0.171265 },
    ],
    ['bm25 1.2, 0.75', bm25({ k1, b }), { d3: 1.080552, d2: 0.634233, d1: 0.445353, d5: 0.104515 }],
    [
      'bm25 1.2, 0.75, exact lengths',
      bm25({ k1, b, lengths: 'exact' }),
      { d3: 1.080552, d2: 0.634233, d1: 0.445353, d5: 0.101356 },
    ],
    ['robertson', robertson({ k1, b }), { d3: 0.043128, d2: 0.243757, d1: -0.278015, d5: -0.063272 }],
    ['atire', atire({ k1, b }), { d3: 2.407779, d2: 1.460375, d1: 0.928568, d5: 0.211329 }],
    [
      'bm25l, matching terms only',
      bm25l({ k1, b }),
      { d3: 2.446751, d2: 1.449971, d1: 0.993684, d5: 0.466373 },
    ],
    [
      'bm25plus, matching terms only',
      bm25plus({ k1, b }),
      { d3: 4.800144, d2: 2.84957, d1: 1.953136, d5: 0.979902 },
    ],
  ])('%s', async (_, similarity, expected) => {
    const found = await scores(similarity);
    // Half a unit of the sixth decimal, as both sides are rounded to it.
    expect(Object.keys(found)).toEqual(Object.keys(expected).sort((x, y) => found[y]! - found[x]!));
    for (const [id, score] of Object.entries(expected)) expect(found[id], id).toBeCloseTo(score, 5);
  });

  it('robertson with floor 0 gives nothing for a term of more than half of the documents, which still match', async () => {
    // "apple" is in 3 of 5: ln(2.5 / 3.5) < 0. What is left is "cherry" in d2 and d3.
    expect(await scores(robertson({ k1, b, floor: 0 }), 'apple')).toEqual({ d1: 0, d3: 0, d5: 0 });
    expect(await scores(robertson({ k1, b, floor: 0 }))).toMatchObject({ d1: 0, d2: 0.243757, d5: 0 });
  });

  it('tfIdf is k1·tf / (tf + k1·B)·log2(N / n + 1)', async () => {
    // d2: B = .25 + .75·2/22.4 = .316964; 1.2·1 / (1 + 1.2·.316964)·log2(5/2 + 1) = .869340·1.807355.
    expect((await scores(tfIdf(), 'cherry')).d2).toBeCloseTo(1.571206, 5);
  });

  it('dirichlet is the smoothed log likelihood ratio', async () => {
    // mu 10, d2: p(cherry) = (3 + 1) / (112 + 1); ln(1 + 1 / .353982) + ln(10 / 12) = 1.341558 - .182322.
    expect((await scores(dirichlet({ mu: 10 }), 'cherry')).d2).toBeCloseTo(1.159237, 5);
  });

  it('dirichlet gives no document less than nothing', async () => {
    // One "apple" among 100 tokens is below its share of the collection: ln(1 + 1 / .442478) + ln(10 / 110) < 0.
    expect((await scores(dirichlet({ mu: 10 }), 'apple')).d5).toBe(0);
  });

  it('k1 0 leaves the idf alone, b 0 the length', async () => {
    const binary = await scores(bm25({ k1: 0 }), 'apple');
    expect(binary).toEqual({ d1: 0.538997, d3: 0.538997, d5: 0.538997 });
    const lengthless = await scores(bm25({ b: 0 }), 'apple');
    expect(lengthless.d3).toBe(lengthless.d5);
  });

  it.each([
    ['negative', (weight: number) => -weight],
    ['halved', (weight: number) => weight / 2],
    ['doubled', (weight: number) => weight * 2],
  ])('every score is linear in the query weight: %s', async (_, change) => {
    for (const similarity of [bm25(), robertson(), atire(), bm25l(), bm25plus(), tfIdf(), dirichlet()]) {
      const index = await buildSparse(documents, { similarity });
      const [plain, changed] = await index.score(
        [1, change(1)].map((weight) => ({
          query: { id: 'q', terms: new Map([['apple', weight]]) },
          ids: ['d1', 'd3', 'd5'],
        })),
      );
      expect([...changed!], similarity.name).toEqual(Array.from(plain!, (score) => change(score) + 0));
    }
  });

  it('takes a formula of your own', async () => {
    const overlap = createSimilarity({
      name: 'overlap',
      bind: ({ documents: count }) => ({
        norm: (length) => length,
        term: ({ weight, documentFrequency }) => {
          return (frequency, norm) => (weight * frequency * count) / (documentFrequency * norm);
        },
      }),
    });
    // d3: 1·5/(3·4) + 2·5/(2·4); d1: 2·5/(3·3).
    expect(await scores(overlap)).toMatchObject({ d3: 1.666667, d1: 1.111111 });
    expect((await buildSparse(documents, { similarity: overlap })).name).toBe('overlap');
  });
});

describe('options of similarities', () => {
  it.each([
    ['k1', () => bm25({ k1: -1 }), /k1 is -1: give a finite number of at least 0/],
    ['k1', () => atire({ k1: Number.POSITIVE_INFINITY }), /k1 is Infinity/],
    ['b', () => robertson({ b: 1.1 }), /b is 1.1: give a number from 0 to 1/],
    ['b', () => tfIdf({ b: Number.NaN }), /b is NaN/],
    ['lengths', () => bm25({ lengths: 'short' as 'exact' }), /lengths is "short": give 'lucene' or 'exact'/],
    ['floor', () => robertson({ floor: Number.NaN }), /floor is NaN: give a finite number/],
    ['delta', () => bm25l({ delta: -0.5 }), /delta is -0.5/],
    ['delta', () => bm25plus({ delta: Number.NaN }), /delta is NaN/],
    ['mu', () => dirichlet({ mu: 0 }), /mu is 0: give a finite number above 0/],
  ])('refuses a bad %s by name', (option, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', details: expect.objectContaining({ option }) }),
    );
  });
});
