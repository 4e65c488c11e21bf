import { retrieverConformance, vectorQueries } from '@reprise/testkit';
import { describe, expect, it } from 'vitest';
import { buildDense, buildHnsw } from './index.js';
import { documentsOf, numbers, randomDocuments, space, vector } from './small.test-support.js';

const rows = { a: [1, 0, 0], b: [0.6, 0.8, 0], c: [0, 3, 4], d: [-1, 0, 0] };
const query = { id: 'q', vector: vector(1, 2, 0) };

function clusteredDocuments(count: number, dimensions: number, clusters: number) {
  const centres = randomDocuments(clusters, dimensions, 3);
  const next = numbers(4);
  return Array.from({ length: count }, (_, i) => ({
    id: `d${i}`,
    vector: { space, data: centres[i % clusters]!.vector.data.map((value) => value + 0.3 * next()) },
  }));
}

describe('buildHnsw', () => {
  it.each(['dot', 'cosine', 'euclidean'] as const)(
    'finds by %s what exact search finds',
    async (similarity) => {
      const index = await buildDense(documentsOf(rows), { similarity });
      const hnsw = await buildHnsw(index);
      expect(await hnsw.search([query], 4)).toEqual(await index.search([query], 4));
    },
  );

  it('goes on with the documents it was built of', async () => {
    const index = await buildDense(documentsOf(rows));
    const hnsw = await buildHnsw(index);
    await index.delete(['c']);
    expect((await hnsw.search([query], 1))[0]![0]!.id).toBe('c');
  });

  it('may be empty', async () => {
    expect(await (await buildHnsw(await buildDense([]))).search([query], 3)).toEqual([[]]);
  });

  it('refuses options, filtered views and queries that do not fit', async () => {
    const index = await buildDense(documentsOf(rows));
    await expect(buildHnsw(index, { connectivity: 1 })).rejects.toThrow(
      'connectivity is 1: give a whole number from 2 to 128',
    );
    await expect(buildHnsw(index, { expansionAdd: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(buildHnsw(index, { expansionSearch: 0.5 })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
    await expect(buildHnsw(index.with({ filter: () => true }))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(buildHnsw(index, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    const hnsw = await buildHnsw(index);
    await expect(hnsw.search([query], 0)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(hnsw.search([{ id: 'q', vector: vector(1) }], 1)).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
    });
  });

  it.each([
    ['random', () => randomDocuments(20_000, 64)],
    ['clustered', () => clusteredDocuments(20_000, 64, 100)],
  ] as const)(
    'finds at least 95 of 100 of the ten nearest among 20,000 %s vectors',
    async (_, documents) => {
      const index = await buildDense(documents(), { similarity: 'cosine' });
      const hnsw = await buildHnsw(index);
      const asked =
        _ === 'random' ? randomDocuments(100, 64, 99) : documents().filter((_document, i) => i % 200 === 7);
      const [exact, found] = [await index.search(asked, 10), await hnsw.search(asked, 10)];
      const kept = exact.flatMap((hits, q) =>
        hits.filter(({ id }) => found[q]!.some((hit) => hit.id === id)),
      );
      expect(kept.length / (10 * asked.length)).toBeGreaterThanOrEqual(0.95);
    },
    240_000,
  );
});

describe('a graph over few documents is', () => {
  const documents = randomDocuments(60, 12);
  const queries = vectorQueries({ space, dimensions: 12 });
  retrieverConformance(async () => buildHnsw(await buildDense(documents)), queries);
});
