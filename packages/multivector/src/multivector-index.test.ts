import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Document, Hit, Query, TokenMatrix } from '@reprise/spec';
import {
  documentSourceConformance,
  hostileIds,
  retrieverConformance,
  scorerConformance,
} from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildMultivector, type Precision } from './index.js';
import { documentsOf, matrix, naiveMaxSim, randomDocuments, space } from './small.test-support.js';

const before = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(before));

const precisions: readonly Precision[] = ['f32', 'f16', 'int8', 'residual1', 'residual2', 'residual4'];
const shared = process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const golden = join(shared, 'golden/dense/methods.json');
const available = existsSync(golden);
const note = available ? '' : ' (skipped: no shared collections)';

const rows = {
  a: [
    [0.8, 0.6, 0],
    [0, 1, 0],
    [0, 0.6, 0.8],
  ],
  b: [
    [1, 0, 0],
    [0.6, 0.8, 0],
  ],
  c: [
    [0, -0.6, -0.8],
    [0, 0, -1],
  ],
};
const ask = (data: readonly (readonly number[])[], weights?: readonly number[]): Query<'tokens'> => ({
  id: 'q',
  tokens: matrix(data, weights && { weights }),
});
const shown = (hits: readonly Hit[] | undefined) =>
  hits!.map(({ id, score }) => `${id} ${Number(score.toFixed(4))}`);

describe('MultivectorIndex', () => {
  it('sums over the rows of the query the best product with a row of the document, times the weight', async () => {
    const index = await buildMultivector(documentsOf(rows));
    const query = [
      [1, 0, 0],
      [0.6, 0.8, 0],
    ];
    expect(shown((await index.search([ask(query)], 3))[0])).toEqual(['b 2', 'a 1.76', 'c 0']);
    expect(shown((await index.search([ask(query, [1, -0.5])], 2))[0])).toEqual(['b 0.5', 'a 0.32']);
    const [scores] = await index.score([{ query: ask(query), ids: ['c', 'b', 'c'] }]);
    expect(scores).toEqual(Float32Array.of(0, 2, 0));
  });

  it('has no floor of 0 where nothing of a document points the way of the query', async () => {
    const index = await buildMultivector(documentsOf(rows));
    expect(shown((await index.search([ask([[0, 0.5, 0.5]])], 3))[0])).toEqual(['a 0.7', 'b 0.4', 'c -0.5']);
  });

  it('orders equal scores by id, also where they tie at k', async () => {
    const one = [[1]];
    const index = await buildMultivector(
      documentsOf({ '\u{10000}': one, '\ue000': one, z: one, '10': one, '9': [[2]] }),
    );
    expect((await index.search([ask(one)], 3))[0]!.map(({ id }) => id)).toEqual(['9', '10', 'z']);
    const [all] = await index.search([ask([[0]])], 9);
    expect(all!.map(({ id }) => id)).toEqual(['10', '9', 'z', '\ue000', '\u{10000}']);
  });

  it.each(['all', 'centroids', 'tokens'] as const)(
    'shows only what a filter lets through, with candidates %s',
    async (candidates) => {
      const index = (await buildMultivector(documentsOf(rows))).with({ candidates, tokenDepth: 9 });
      const view = index.with({ filter: (id) => id !== 'b' });
      expect(shown((await view.search([ask([[1, 0, 0]])], 3))[0])).toEqual(['a 0.8', 'c 0']);
      expect(shown((await index.search([ask([[1, 0, 0]])], 1))[0])).toEqual(['b 1']);
      expect([view.filtered, index.filtered]).toEqual([true, false]);
      await expect(view.delete(['a'])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      await expect(view.add([])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );

  it.each(precisions)('of %s may be empty, and takes documents then', async (precision) => {
    const index = await buildMultivector([], { precision });
    expect(await index.search([ask([[1]])], 3)).toEqual([[]]);
    expect(index).toMatchObject({
      size: 0,
      documents: 0,
      occurrences: 0,
      space: '',
      dimensions: 0,
      precision,
    });
    expect(await index.nearestTokens(new Float32Array(0), 3)).toEqual([]);
    await index.add(documentsOf(rows));
    expect(index).toMatchObject({ size: 3, occurrences: 7, dimensions: 3, space });
    await index.delete(['a', 'b', 'c']);
    expect(await index.search([ask([[1, 0, 0]])], 3)).toEqual([[]]);
    await expect(index.add(documentsOf({ d: [[1]] }))).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
    await index.add(documentsOf(rows));
    expect((await index.search([ask([[1, 0, 0]])], 1))[0]![0]!.id).toBe('b');
  });

  it('finds nothing for a query without rows, and scores it 0', async () => {
    const index = await buildMultivector(documentsOf(rows));
    const empty = {
      id: 'q',
      tokens: { space, dimensions: 3, data: new Float32Array(0), weights: new Float32Array(0) },
    };
    expect(await index.search([empty, ask([[1, 0, 0]])], 1)).toEqual([[], [{ id: 'b', score: 1 }]]);
    expect(await index.score([{ query: empty, ids: ['a', 'b'] }])).toEqual([new Float32Array(2)]);
  });

  it('gives back rows, ids and labels, each row with weight 1', async () => {
    const tokens = matrix(rows.a, { ids: [7, 70_000, 7] });
    const index = await buildMultivector([{ id: 'a', tokens }]);
    expect((await index.fetch(['a', 'a'], ['tokens'])).get('a')).toEqual({ tokens });
    expect(await index.fetch(['a'], [])).toEqual(new Map([['a', {}]]));
    const entries: Document<'tokens'>[] = [];
    for await (const entry of index.entries()) entries.push(entry);
    expect(entries).toEqual([{ id: 'a', tokens }]);
  });

  it('knows in how many documents and rows a token id stands, what it stands for, and nothing of others', async () => {
    const index = await buildMultivector([
      { id: 'a', tokens: matrix([[1], [1], [1]], { ids: [5, 5, 6] }) },
      { id: 'b', tokens: matrix([[1]], { ids: [5] }) },
    ]);
    expect([5, 6, 7, -1].map((token) => index.documentFrequency(token))).toEqual([2, 1, 0, 0]);
    expect([5, 6, 7, -1].map((token) => index.collectionFrequency(token))).toEqual([3, 1, 0, 0]);
    expect([index.documents, index.occurrences, index.label(5), index.label(9)]).toEqual([
      2,
      4,
      'token 5',
      undefined,
    ]);
    await index.delete(['a']);
    expect([index.documentFrequency(5), index.documentFrequency(6), index.label(6)]).toEqual([
      1,
      0,
      undefined,
    ]);
  });

  it('names the token ids nearest to a row, nearest first and equal ones by row number', async () => {
    const index = await buildMultivector([
      {
        id: 'b',
        tokens: matrix(
          [
            [0, 1],
            [1, 0],
          ],
          { ids: [3, 4] },
        ),
      },
      {
        id: 'a',
        tokens: matrix(
          [
            [1, 0],
            [0.6, 0.8],
          ],
          { ids: [1, 2] },
        ),
      },
    ]);
    expect(await index.nearestTokens(Float32Array.of(1, 0, 0, 1), 3)).toEqual([
      Int32Array.of(1, 4, 2),
      Int32Array.of(3, 2, 1),
    ]);
    await expect(index.nearestTokens(Float32Array.of(1), 3)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(index.nearestTokens(Float32Array.of(1, 0), 0)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
    const without = await buildMultivector(documentsOf(rows));
    await expect(without.nearestTokens(Float32Array.of(1, 0, 0), 1)).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
    });
  });

  it('refuses queries and documents that do not fit, with value and remedy', async () => {
    const index = await buildMultivector(documentsOf(rows));
    const sound = matrix([[1, 0, 0]]);
    const search = (change: object) => index.search([{ id: 'q', tokens: { ...sound, ...change } }], 3);
    await expect(search({ space: 'other' })).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
      message:
        'query "q" lies in the space other and the index in by hand: use the encoder that made the index',
    });
    await expect(search({ dimensions: 1, weights: new Float32Array(3) })).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
    });
    for (const fault of [
      { space: '' },
      { data: [1, 0, 0] },
      { data: Float32Array.of(1) },
      { data: Float32Array.of(1, Number.NaN, 0) },
      { data: Float32Array.of(1, 1e38, 0) },
      { weights: Float32Array.of(Number.NaN) },
      { weights: Float32Array.of(Number.POSITIVE_INFINITY) },
      { dimensions: 0 },
      { ids: Int32Array.of(1, 2) },
      { ids: Int32Array.of(-1) },
      { ids: [1] },
      { labels: ['a', 'b'] },
      { labels: [1] },
    ]) {
      await expect(search(fault), JSON.stringify(fault)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
    await expect(index.search([{ id: 'q' } as never], 3)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    for (const k of [0, 1.5, Number.NaN]) {
      await expect(index.search([ask([[1, 0, 0]])], k)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    }
    await expect(index.fetch(['x'], ['tokens'])).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT' });
    await expect(index.fetch(['a'], ['text' as 'tokens'])).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
    });

    const build = (documents: readonly unknown[], options = {}) =>
      buildMultivector(documents as Document<'tokens'>[], options);
    const document = (id: string, tokens: TokenMatrix) => ({ id, tokens });
    const fails = (documents: readonly unknown[], code: string) =>
      expect(build(documents)).rejects.toMatchObject({ code });
    await fails([document('a', sound), document('a', sound)], 'DUPLICATE_ID');
    await fails([document('', sound)], 'INVALID_ID');
    await fails([document('a', sound), document('b', matrix([[1]]))], 'DIMENSION_MISMATCH');
    await fails([document('a', sound), document('b', { ...sound, space: 'other' })], 'SPACE_MISMATCH');
    await fails([document('a', matrix([]))], 'INVALID_INPUT');
    await fails([document('a', matrix([[1]], { weights: [0.5] }))], 'INVALID_INPUT');
    await fails([document('a', matrix([[1]], { ids: [1] })), document('b', matrix([[1]]))], 'INVALID_INPUT');
    const labelled = (label: string) => ({ ...matrix([[1]], { ids: [1] }), labels: [label] });
    await fails([document('a', labelled('x')), document('b', labelled('y'))], 'INVALID_INPUT');
    await expect(build([], { precision: 'f64' })).rejects.toThrow(
      'precision is "f64": give one of f32, f16, int8, residual1, residual2, residual4',
    );
    await expect(build([], { pool: 5 })).rejects.toThrow('pool is 5: give 1, 2, 3 or 4');
    await expect(build([], { centroids: 0 })).rejects.toThrow(
      'centroids is 0: give a whole number of at least 1',
    );
    await expect(build([], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(() => index.with({ candidates: 'some' as 'all' })).toThrow(
      'candidates is "some": give one of all, centroids, tokens',
    );
    expect(() => index.with({ nprobe: 0 })).toThrow('nprobe is 0: give a whole number of at least 1');
    expect(() => index.with({ tcs: 2 })).toThrow('tcs is 2: give a number from -1 to 1');
  });

  it('refuses rows of another length than residual codes stand for', async () => {
    const index = await buildMultivector(documentsOf(rows), { precision: 'residual2' });
    await expect(index.add(documentsOf({ d: [[2, 0, 0]] }))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await index.add(documentsOf({ d: [[0, 0, 1]] }));
    expect(index.size).toBe(4);
  });

  it('finds, scores and fetches documents with any ids', async () => {
    const ids = [...new Set(fc.sample(hostileIds(), { numRuns: 300, seed: 15 }))];
    const documents = randomDocuments(ids.length, 24, { rows: 1 }).map(({ tokens }, i) => ({
      id: ids[i]!,
      tokens,
    }));
    const index = await buildMultivector(documents);
    const found = await index.search(documents, 1);
    expect(found.map(([hit]) => hit!.id)).toEqual(ids);
    expect([...(await index.fetch(ids, ['tokens'])).keys()]).toEqual(ids);
  });
});

describe('MultivectorIndex is, in each precision,', () => {
  const documents = randomDocuments(60, 20).map((document, i) => ({
    ...document,
    id: i % 3 === 0 ? `\u{10000}${i}` : `\ue000${i}`,
  }));
  const ids = documents.map(({ id }) => id);
  const number = fc.float({ min: -9, max: 9, noNaN: true });
  const queries: fc.Arbitrary<Query<'tokens'>> = fc
    .tuple(
      fc.nat({ max: 99 }),
      fc.array(fc.array(number, { minLength: 20, maxLength: 20 }), { minLength: 1, maxLength: 4 }),
      number,
    )
    .map(([id, data, weight]) => ({
      id: `q${id}`,
      tokens: matrix(data, { weights: data.map((_, i) => (i === 0 ? weight : 1)) }),
    }));
  const options = { runs: 25 };
  describe.each(precisions)('%s', (precision) => {
    const make = () => buildMultivector(documents, { precision });
    retrieverConformance(make, queries, options);
    scorerConformance(make, queries, ids, { ...options, retriever: make });
    documentSourceConformance(make, ids, options);
  });
  describe.each(['centroids', 'tokens'] as const)('residual2 with candidates by %s', (candidates) => {
    const make = async () =>
      (await buildMultivector(documents, { precision: 'residual2', centroids: 16 })).with({
        candidates,
        ndocs: 44,
        tokenDepth: 40,
      });
    retrieverConformance(make, queries, options);
  });
});

describe('exact search', () => {
  it('agrees with plain float64 arithmetic over what is fetched, in each precision, found or asked for', () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...precisions),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat({ max: 1e6 }),
        fc.boolean(),
        async (precision, count, dimensions, seed, unit) => {
          const documents = randomDocuments(count, dimensions, { seed, unit });
          const [asked] = randomDocuments(1, dimensions, { seed: seed + 1 });
          const weights = asked!.tokens.weights.map((_, i) => i - 1.5);
          const query = { id: 'q', tokens: { ...asked!.tokens, weights } };
          const index = await buildMultivector(documents, { precision });
          const [hits] = await index.search([query], 100);
          expect(hits).toHaveLength(count);
          const stored = await index.fetch(
            hits!.map(({ id }) => id),
            ['tokens'],
          );
          const [scores] = await index.score([{ query, ids: hits!.map(({ id }) => id) }]);
          expect(scores).toEqual(Float32Array.from(hits!, ({ score }) => score));
          // int8 queries are rounded to 16 bits.
          const tolerance = precision === 'int8' ? 1e-3 : 1e-5;
          for (const { id, score } of hits!) {
            const expected = naiveMaxSim(query.tokens, stored.get(id)!.tokens);
            expect(Math.abs(score - expected)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected)));
          }
        },
      ),
      { numRuns: 1000 },
    ));

  it('does not depend on how many queries come together', async () => {
    const index = await buildMultivector(randomDocuments(40, 12), { precision: 'f16' });
    const queries = randomDocuments(20, 12, { seed: 5 });
    const apart = await Promise.all(queries.map(async (query) => (await index.search([query], 7))[0]));
    expect(await index.search(queries, 7)).toEqual(apart);
  });
});

describe.skipIf(!available)(`ColBERT-PRF's expanded queries, dossier 9.3${note}`, () => {
  it.each([
    [1, 'maxsim_weighted'],
    [0.5, 'maxsim_weighted_beta0.5'],
  ])('with beta %d have the golden scores', async (beta, name) => {
    const { Q, U, weights, docs, [name]: expected } = JSON.parse(readFileSync(golden, 'utf8')).C_colbert_prf;
    const index = await buildMultivector(documentsOf(docs));
    const query = ask(
      [...Q, ...U],
      (weights as number[]).map((weight, i) => (i < Q.length ? weight : beta * weight)),
    );
    const [hits] = await index.search([query], 3);
    expect(hits!.map(({ id }) => id)).toEqual(['dA', 'dB', 'dC']);
    for (const { id, score } of hits!) expect(score).toBeCloseTo(expected[id].score ?? expected[id], 5);
  });
});
