import type { Query } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMultivector } from './index.js';
import { matrix, numbers, randomDocuments } from './small.test-support.js';

/** Documents about one of some topics: each row is its topic's direction, somewhat disturbed. */
function topical(documents: number, topics: number, dimensions: number, seed = 1): Query<'tokens'>[] {
  const next = numbers(seed);
  const centres = Array.from({ length: topics }, () => Array.from({ length: dimensions }, next));
  const rowNear = (centre: readonly number[]): number[] => {
    const row = centre.map((value) => value + 0.4 * next());
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  };
  return Array.from({ length: documents }, (_, i) => {
    const mine = [0, 1, 2].map(() => centres[Math.floor(((next() + 1) / 2) * topics)]!);
    const rows = Array.from({ length: 12 }, (_, row) => rowNear(mine[row % 3]!));
    return { id: `d${i}`, tokens: matrix(rows, { ids: rows.map((_, row) => row) }) };
  });
}

const documents = topical(2500, 60, 32);
const queries = topical(30, 60, 32).map(({ id, tokens }) => ({ id, tokens }));

const shareOfBest = (found: readonly (readonly { id: string }[])[], exact: typeof found): number =>
  found.reduce(
    (sum, hits, q) => sum + hits.filter(({ id }) => exact[q]!.some((hit) => hit.id === id)).length,
    0,
  ) / exact.reduce((sum, hits) => sum + hits.length, 0);

describe('search by centroids', () => {
  it('finds the best document with PLAID’s defaults and nearly all of ten with wider ones, with their exact scores', async () => {
    const index = await buildMultivector(documents, { precision: 'residual4' });
    const exact = await index.with({ candidates: 'all' }).search(queries, 10);
    const usual = await index.with({ candidates: 'centroids' }).search(queries, 1);
    expect(usual).toEqual(exact.map((hits) => hits.slice(0, 1)));
    const found = await index.with({ candidates: 'centroids', nprobe: 4, ndocs: 2048 }).search(queries, 10);
    expect(shareOfBest(found, exact)).toBeGreaterThan(0.95);
    for (const [q, hits] of found.entries()) {
      const [scores] = await index.score([{ query: queries[q]!, ids: hits.map(({ id }) => id) }]);
      expect(scores).toEqual(Float32Array.from(hits, ({ score }) => score));
    }
  });

  it('is exact where every centroid is looked into and every document scored', async () => {
    const index = await buildMultivector(documents.slice(0, 300), { precision: 'f16' });
    const all = index.with({ candidates: 'centroids', nprobe: 1e6, ndocs: 1200 });
    expect(await all.search(queries, 10)).toEqual(
      await index.with({ candidates: 'all' }).search(queries, 10),
    );
  });

  it('finds k documents however few a filter leaves, and whatever the pruning', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.record({
          nprobe: fc.integer({ min: 1, max: 4 }),
          ndocs: fc.integer({ min: 1, max: 60 }),
          tcs: fc.float({ min: -1, max: 1, noNaN: true }),
        }),
        fc.uniqueArray(fc.nat({ max: 79 }), { maxLength: 20 }),
        fc.boolean(),
        async (k, pruning, left, unit) => {
          const index = await buildMultivector(randomDocuments(80, 6, { unit }), { centroids: 30 });
          const view = index.with({
            candidates: 'centroids',
            ...pruning,
            filter: (id) => left.includes(Number(id.slice(1))),
          });
          const [hits] = await view.search(
            [{ id: 'q', tokens: randomDocuments(1, 6, { seed: 3 })[0]!.tokens }],
            k,
          );
          expect(hits).toHaveLength(Math.min(k, left.length));
          expect(hits!.every(({ id }) => left.includes(Number(id.slice(1))))).toBe(true);
        },
      ),
      { numRuns: 100 },
    ));

  it('heeds the weights of the rows of a query', async () => {
    const index = (await buildMultivector(documents)).with({ candidates: 'centroids' });
    const [one, other] = [queries[0]!.tokens, queries[1]!.tokens];
    const both = (weights: readonly [number, number]): Query<'tokens'> => ({
      id: 'q',
      tokens: {
        space: one.space,
        dimensions: one.dimensions,
        data: Float32Array.from([...one.data, ...other.data]),
        weights: Float32Array.from([
          ...one.weights.map(() => weights[0]),
          ...other.weights.map(() => weights[1]),
        ]),
      },
    });
    const best = async (query: Query<'tokens'>) => (await index.search([query], 1))[0]![0]!.id;
    expect(await best(both([1, 0]))).toBe('d0');
    expect(await best(both([0, 1]))).toBe('d1');
  });
});

describe('search by tokens', () => {
  it('is exact where as many tokens are looked for as there are, and finds nearly all with fewer', async () => {
    const index = await buildMultivector(documents, { precision: 'int8' });
    const exact = await index.search(queries, 10);
    const by = (tokenDepth: number) => index.with({ candidates: 'tokens', tokenDepth }).search(queries, 10);
    expect(await by(30_000)).toEqual(exact);
    expect(shareOfBest(await by(300), exact)).toBeGreaterThan(0.9);
  });
});

describe('nearestTokens above 65,536 rows', () => {
  it('looks among the best centroids and still names nearly all of the nearest', async () => {
    const many = topical(5500, 60, 16, 7);
    const index = await buildMultivector(many, { precision: 'residual2' });
    expect(index.occurrences).toBe(66_000);
    const rows = many.slice(0, 20).flatMap(({ tokens }) => [...tokens.data.subarray(0, 16)]);
    const found = await index.nearestTokens(Float32Array.from(rows), 10);
    const small = await buildMultivector(many.slice(0, 20), { precision: 'residual2' });
    expect(found).toHaveLength(20);
    expect(found.every((tokens) => tokens.length === 10)).toBe(true);
    expect(await small.nearestTokens(Float32Array.from(rows.slice(0, 16)), 1)).toEqual([Int32Array.of(0)]);
  });
});
