import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  atire,
  bb2,
  bm25,
  bm25l,
  bm25plus,
  buildSparse,
  createSimilarity,
  dirichlet,
  dph,
  inL2,
  pl2,
  robertson,
  type Similarity,
  terrierBm25,
  terrierDirichlet,
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

  // d3 holds "cherry" twice in 4 tokens. log2(1 + 22.4/4) = 2.722466, so TF = 5.444932.
  it.each([
    // f = .5: .5²/3·(2·log2(2·5.6·5/3) + log2(2π·2·.5)/2) = .083333·(2·4.222392 + 1.325748).
    ['dph', dph(), 0.814211],
    // lambda = 3/5: (TF·log2(TF/.6) + (.6 - TF)·log2(e) + log2(2π·TF)/2)/(TF + 1).
    ['pl2', pl2(), (17.325118 - 6.989759 + 2.548205) / 6.444932],
    // TF/(TF + 1)·log2(6/2.5) = .844839·1.263034.
    ['inL2', inL2(), 1.067061],
    // TF is above F = 3, so 2.5: 4/(2·3.5)·(S(7, 3.5) - S(3, .5) - log2(4) - log2(e)).
    ['bb2', bb2(), (4 / 7) * (13.825742 - 6.547369 - 2 - Math.LOG2E)],
    // log2(3.5/2.5)·2.2·2/(2 + 1.2·.383929) = .485427·1.788099.
    ['terrierBm25', terrierBm25(), 0.867991],
    // log2(1 + 2/(10·3/112)) + log2(10/14) = 3.081794 - .485427.
    ['terrierDirichlet', terrierDirichlet({ mu: 10 }), 2.596367],
  ])('%s is worth what its formula says, worked by hand', async (name, similarity, expected) => {
    expect(similarity.name).toBe(name);
    expect((await scores(similarity, 'cherry')).d3).toBeCloseTo(expected, 5);
  });

  it('bb2 keeps a TF below F as it is', async () => {
    // "apple" in d5: TF = log2(1.224) = .291604, F = 4.
    expect((await scores(bb2(), 'apple')).d5).toBeCloseTo(1.574911, 5);
  });

  it('terrierBm25 dampens the query weights that are below the largest', async () => {
    // "cherry" weighs 1 of 2: 9·.5/(8 + .5) = .529412. "egg" is not in d3.
    expect((await scores(terrierBm25(), 'egg cherry egg')).d3).toBeCloseTo(0.529412 * 0.867991, 5);
    expect((await scores(terrierBm25({ k3: 0 }), 'egg cherry egg')).d3).toBeCloseTo(0.867991, 5);
  });

  it('terrierDirichlet may give less than nothing, and ignores the size of query weights', async () => {
    // "apple" in d5: log2(1 + 1/(10·4/112)) + log2(10/110).
    expect((await scores(terrierDirichlet({ mu: 10 }), 'apple')).d5).toBeCloseTo(-1.533432, 5);
    expect(await scores(terrierDirichlet(), 'apple cherry cherry')).toEqual(await scores(terrierDirichlet()));
  });

  it("Terrier's similarities count documents without a term, others do not", async () => {
    const more = [...documents, { id: 'd6', terms: new Map<string, number>() }];
    const query = { id: 'q', terms: bag('cherry') };
    const of = async (similarity: Similarity) => {
      const index = await buildSparse(more, { similarity });
      return (await index.score([{ query, ids: ['d2'] }]))[0]![0];
    };
    // avgL 112/6: 1.2/(1 + 1.2·.330357)·log2(6/2 + 1) = .859335·2.
    expect(await of(tfIdf())).toBeCloseTo(1.71867, 5);
    expect(await of(atire())).toBeCloseTo((await scores(atire(), 'cherry')).d2!, 5);
  });

  const terriers = [dph(), pl2(), inL2(), bb2(), tfIdf(), terrierBm25(), terrierDirichlet()];
  it.each(terriers)(
    '$name knows query weights by their share of the largest, and keeps signs',
    async (similarity) => {
      const index = await buildSparse(documents, { similarity });
      const [plain, scaled, negative] = await index.score(
        [1, 0.5, -4].map((factor) => ({
          query: {
            id: 'q',
            terms: new Map([
              ['apple', 2 * factor],
              ['cherry', factor],
              ['nowhere', factor],
            ]),
          },
          ids: ['d1', 'd2', 'd3', 'd4', 'd5'],
        })),
      );
      expect(scaled).toEqual(plain);
      expect([...negative!]).toEqual(Array.from(plain!, (score) => 0 - score));
    },
  );

  const weights = fc.double({ min: 1e-3, max: 300, noNaN: true });
  const learned = fc.array(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), weights)), {
    minLength: 1,
    maxLength: 5,
  });
  it.each(terriers)(
    '$name gives finite scores for weights of any kind, also in one document',
    async (similarity) => {
      await fc.assert(
        fc.asyncProperty(learned, async (bags) => {
          const index = await buildSparse(
            bags.map((pairs, i) => ({ id: String(i), terms: new Map(pairs) })),
            { similarity },
          );
          // A score that is not finite is refused by the index.
          const [hits] = await index.search([{ id: 'q', terms: bag('a b b c') }], 9);
          expect(hits!.length).toBe(bags.filter((pairs) => pairs.length > 0).length);
        }),
        { numRuns: 300 },
      );
    },
  );

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
    for (const similarity of [bm25(), robertson(), atire(), bm25l(), bm25plus(), dirichlet()]) {
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

  it.each([
    ['bm25', bm25({ lengths: 'exact' }), (n: number) => Math.log(1 + (5 - n + 0.5) / (n + 0.5))],
    ['robertson', robertson(), (n: number) => Math.log((5 - n + 0.5) / (n + 0.5))],
    ['robertson, floored', robertson({ floor: 2 }), () => 2],
    ['atire', atire(), (n: number) => Math.log(5 / n)],
    ['bm25l', bm25l(), (n: number) => Math.log(6 / (n + 0.5))],
    ['bm25plus', bm25plus(), (n: number) => Math.log(6 / n)],
    ['tfIdf', tfIdf(), (n: number) => Math.log2(5 / n + 1)],
    ['terrierBm25', terrierBm25(), (n: number) => Math.log2((5 - n + 0.5) / (n + 0.5))],
  ])('%s multiplies final weights by 1 instead of its idf', async (_, similarity, idf) => {
    const index = await buildSparse(documents, { similarity });
    for (const [term, id, n] of [
      ['apple', 'd1', 3],
      ['cherry', 'd3', 2],
      ['zed', 'd5', 1],
    ] as const) {
      const terms = new Map([[term, 1]]);
      const [plain, collection, final] = await index.score([
        { query: { id: 'q', terms }, ids: [id] },
        { query: { id: 'q', terms, weighting: 'collection' }, ids: [id] },
        { query: { id: 'q', terms, weighting: 'query' }, ids: [id] },
      ]);
      expect(collection).toEqual(plain);
      expect(final![0]! * idf(n), term).toBeCloseTo(plain![0]!, 5);
    }
  });

  const silent = createSimilarity({ name: 'own', bind: () => ({ norm: () => 1, term: () => () => 1 }) });
  it.each([dirichlet(), dph(), pl2(), inL2(), bb2(), terrierDirichlet(), silent])(
    '$name refuses final weights, by its name',
    async (similarity) => {
      const index = await buildSparse(documents, { similarity });
      const query = { id: 'q7', terms: bag('apple'), weighting: 'query' } as const;
      const refusal = {
        code: 'INVALID_INPUT',
        message: `query "q7" has final weights (weighting "query"), and ${similarity.name} has no idf that could be left out: search with another similarity, such as bm25`,
      };
      await expect(index.search([query], 3)).rejects.toMatchObject(refusal);
      await expect(index.score([{ query, ids: ['d1'] }])).rejects.toMatchObject(refusal);
    },
  );

  it('refuses a weighting it does not know', async () => {
    const index = await buildSparse(documents);
    const query = { id: 'q', terms: bag('apple'), weighting: 'none' as 'query' };
    await expect(index.search([query], 3)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'query "q" has the weighting none: give "collection" or "query", or leave it out',
    });
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
    ['mu', () => terrierDirichlet({ mu: Number.NaN }), /mu is NaN: give a finite number above 0/],
    ['c', () => pl2({ c: 0 }), /c is 0: give a finite number above 0/],
    ['c', () => inL2({ c: Number.POSITIVE_INFINITY }), /c is Infinity/],
    ['c', () => bb2({ c: -1 }), /c is -1/],
    ['k3', () => terrierBm25({ k3: -1 }), /k3 is -1: give a finite number of at least 0/],
    ['b', () => terrierBm25({ b: 2 }), /b is 2/],
  ])('refuses a bad %s by name', (option, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', details: expect.objectContaining({ option }) }),
    );
  });
});
