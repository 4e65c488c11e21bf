import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { readVectors } from '@reprise/datasets';
import type { Document, Hit } from '@reprise/spec';
import {
  documentSourceConformance,
  hostileIds,
  retrieverConformance,
  scorerConformance,
  vectorQueries,
} from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildDense, type Precision, type Similarity } from './index.js';
import { documentsOf, randomDocuments, space, vector } from './small.test-support.js';

const before = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(before));

const shared = process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const available = existsSync(join(shared, 'golden/dense'));
const note = available ? '' : ' (skipped: no shared collections)';

const rows = { a: [1, 0, 0], b: [0.6, 0.8, 0], c: [0, 3, 4], d: [-1, 0, 0] };
const query = (...data: number[]) => ({ id: 'q', vector: vector(...data) });
const shown = (hits: readonly Hit[] | undefined) =>
  hits!.map(({ id, score }) => `${id} ${Number(score.toFixed(4))}`);

describe('DenseIndex', () => {
  it.each([
    ['dot', ['c 6', 'b 2.2', 'a 1', 'd -1']],
    [
      'cosine',
      ['b 0.9839', 'a 0.4472', 'c 0.5367', 'd -0.4472'].sort(
        (x, y) => Number(y.split(' ')[1]) - Number(x.split(' ')[1]),
      ),
    ],
    ['euclidean', ['b -1.6', 'a -4', 'd -8', 'c -18']],
  ] as const)('ranks by %s', async (similarity, expected) => {
    const index = await buildDense(documentsOf(rows), { similarity });
    const [hits] = await index.search([query(1, 2, 0)], 4);
    expect(shown(hits)).toEqual(expected);
  });

  it('orders equal scores by id, also where they tie at k', async () => {
    const index = await buildDense(
      documentsOf({ '\u{10000}': [1], '\ue000': [1], z: [1], '10': [1], '9': [2] }),
    );
    const [hits] = await index.search([query(1)], 3);
    expect(hits!.map(({ id }) => id)).toEqual(['9', '10', 'z']);
    const [all] = await index.search([query(0)], 9);
    expect(all!.map(({ id }) => id)).toEqual(['10', '9', 'z', '\ue000', '\u{10000}']);
  });

  it('keeps the first dimensions alone where asked, of queries too', async () => {
    const index = await buildDense(documentsOf(rows), { dimensions: 2, similarity: 'cosine' });
    expect(index.dimensions).toBe(2);
    const [full, cut] = await index.search([query(0, 1, 9), { id: 'q', vector: vector(0, 1) }], 2);
    expect(shown(full)).toEqual(['c 1', 'b 0.8']);
    expect(cut).toEqual(full);
  });

  it('takes vectors as long as the first ones later too, and keeps its shape when all are deleted', async () => {
    const index = await buildDense(documentsOf(rows), { dimensions: 2 });
    await index.add(documentsOf({ e: [9, 9, 9] }));
    expect((await index.search([query(1, 2, 0)], 1))[0]![0]!.id).toBe('e');
    await index.delete(['a', 'b', 'c', 'd', 'e']);
    expect(index).toMatchObject({ size: 0, dimensions: 2, space });
    await expect(index.add(documentsOf({ f: [1] }))).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
      message: 'document "f" has 1 dimensions and the index 3: use the encoder that made the index',
    });
    await index.add(documentsOf({ f: [1, 2, 3] }));
    expect(index).toMatchObject({ size: 1, dimensions: 2 });
  });

  it('shows only what a filter lets through, and keeps the whole', async () => {
    for (const precision of ['f32', 'int8', 'int4'] as const) {
      const index = await buildDense(documentsOf(rows), { precision });
      const view = index.with({ filter: (id) => id !== 'c' });
      expect(shown((await view.search([query(1, 2, 0)], 4))[0])).toEqual(['b 2.2', 'a 1', 'd -1']);
      expect((await index.search([query(1, 2, 0)], 1))[0]![0]!.id).toBe('c');
      await expect(view.delete(['a'])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    }
  });

  it('may be empty', async () => {
    const index = await buildDense([]);
    expect(await index.search([query(1)], 3)).toEqual([[]]);
    expect(index.size).toBe(0);
    await index.add(documentsOf(rows));
    expect(index).toMatchObject({ size: 4, dimensions: 3, space });
  });

  it('refuses what does not fit, with value and remedy', async () => {
    const index = await buildDense(documentsOf(rows), { similarity: 'cosine' });
    const search = (vector: unknown) => index.search([{ id: 'q', vector } as never], 3);
    await expect(search({ space: 'other', data: Float32Array.of(1, 0, 0) })).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
      message:
        'query "q" lies in the space other and the index in by hand: use the encoder that made the index',
    });
    await expect(search(vector(1, 2))).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
    await expect(search(vector(0, 0, 0))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(search(vector(1, Number.NaN, 0))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: 'query "q" has NaN at dimension 1: give finite numbers',
    });
    await expect(search(undefined)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    for (const k of [0, 1.5, Number.NaN]) {
      await expect(index.search([query(1, 0, 0)], k)).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    }
    await expect(index.fetch(['x'], ['vector'])).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT' });
    await expect(index.fetch(['a'], ['text' as 'vector'])).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
    });
    const build = (documents: Document<'vector'>[], options = {}) => buildDense(documents, options);
    await expect(build([...documentsOf(rows), ...documentsOf({ a: [1, 1, 1] })])).rejects.toMatchObject({
      code: 'DUPLICATE_ID',
    });
    await expect(build(documentsOf({ a: [1], b: [1, 2] }))).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
    });
    await expect(build(documentsOf({ a: [0, 0] }), { similarity: 'cosine' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(build(documentsOf({ '': [1] }))).rejects.toMatchObject({ code: 'INVALID_ID' });
    await expect(build([], { similarity: 'l2' })).rejects.toThrow(
      'similarity is "l2": give one of dot, cosine, euclidean',
    );
    await expect(build([], { precision: 'f64' })).rejects.toThrow(
      'precision is "f64": give one of f32, f16, int8, int4, binary',
    );
    await expect(build([], { precision: 'int8', similarity: 'euclidean' })).rejects.toThrow(
      'precision is "int8": give f32 or f16, as euclidean distances have no codes',
    );
    for (const dimensions of [0, 1.5])
      await expect(build([], { dimensions })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(build(documentsOf(rows), { dimensions: 4 })).rejects.toThrow(
      'dimensions is 4: give at most 3',
    );
    await expect(build(documentsOf(rows), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(() => index.with({ candidates: 0.5 })).toThrow(
      'candidates is 0.5: give a whole number of at least 1',
    );
  });

  it('finds, scores and fetches documents with any ids', async () => {
    const ids = [...new Set(fc.sample(hostileIds(), { numRuns: 300, seed: 15 }))];
    const documents = randomDocuments(ids.length, 8).map(({ vector }, i) => ({ id: ids[i]!, vector }));
    const index = await buildDense(documents, { similarity: 'cosine' });
    const found = await index.search(documents, 1);
    expect(found.map(([hit]) => hit!.id)).toEqual(ids);
    expect([...(await index.fetch(ids, ['vector'])).keys()]).toEqual(ids);
  });
});

describe('DenseIndex is, in each precision,', () => {
  const documents = randomDocuments(150, 20).map((document, i) => ({
    ...document,
    id: i % 3 === 0 ? `\u{10000}${i}` : `\ue000${i}`,
  }));
  const ids = documents.map(({ id }) => id);
  const queries = vectorQueries({ space, dimensions: 20 }).filter(({ vector }) =>
    vector.data.some((value) => value !== 0),
  );
  describe.each(['f32', 'f16', 'int8', 'int4', 'binary'] as const)('%s', (precision) => {
    const make = () => buildDense(documents, { precision });
    retrieverConformance(make, queries);
    scorerConformance(make, queries, ids, { retriever: make });
    documentSourceConformance(make, ids);
  });
});

describe('exact search', () => {
  it.each(['dot', 'cosine', 'euclidean'] as const)(
    'by %s agrees with plain float64 arithmetic',
    (similarity) =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 40 }),
          fc.integer({ min: 1, max: 40 }),
          fc.nat({ max: 1e6 }),
          async (count, dimensions, seed) => {
            const documents = randomDocuments(count, dimensions, seed);
            const [asked] = randomDocuments(1, dimensions, seed + 1);
            const index = await buildDense(documents, { similarity });
            const [hits] = await index.search([asked!], 100);
            const q = asked!.vector.data;
            for (const { id, score } of hits!) {
              const x = documents.find((document) => document.id === id)!.vector.data;
              let [dot, qq, xx] = [0, 0, 0];
              q.forEach((value, i) => {
                dot += value * x[i]!;
                qq += value * value;
                xx += x[i]! * x[i]!;
              });
              const expected = { dot, cosine: dot / Math.sqrt(qq * xx), euclidean: 2 * dot - qq - xx }[
                similarity
              ];
              expect(Math.abs(score - expected)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(expected)));
            }
            expect(hits).toHaveLength(count);
          },
        ),
        { numRuns: 300 },
      ),
  );

  it('by codes gives the scores of the vectors themselves, and all documents where candidates are enough', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 1e6 }),
        fc.constantFrom<Precision>('int8', 'int4', 'binary'),
        async (seed, precision) => {
          const documents = randomDocuments(90, 24, seed);
          const asked = randomDocuments(3, 24, seed + 7);
          const exact = await (await buildDense(documents)).search(asked, 10);
          expect(await (await buildDense(documents, { precision })).search(asked, 10)).toEqual(exact);
        },
      ),
      { numRuns: 100 },
    ));
});

describe('adding and deleting', () => {
  it('comes to the same as building anew', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 30 }),
        fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 30 }),
        fc.nat({ max: 1e6 }),
        fc.constantFrom<Precision>('f32', 'f16', 'int8', 'int4', 'binary'),
        async (first, second, seed, precision) => {
          const pool = randomDocuments(61, 6, seed);
          const changed = randomDocuments(61, 6, seed + 1);
          const index = await buildDense(
            first.map((i) => pool[i]!),
            { precision },
          );
          await index.add(
            second.map((i) => changed[i]!),
            { replace: true },
          );
          const gone = second.filter((_, i) => i % 2 === 0);
          await index.delete(gone.map((i) => `d${i}`));
          const expected = [
            ...first.filter((i) => !second.includes(i)).map((i) => pool[i]!),
            ...second.filter((i) => !gone.includes(i)).map((i) => changed[i]!),
          ];
          const fresh = await buildDense(expected, { precision });
          expect(index.size).toBe(expected.length);
          if (expected.length === 0) return;
          const asked = randomDocuments(2, 6, seed + 2);
          expect(await index.search(asked, 50)).toEqual(await fresh.search(asked, 50));
        },
      ),
      { numRuns: 1000 },
    ));

  it('gives the right vectors of what was found before, or while, rows moved', async () => {
    for (const precision of ['f32', 'int8'] as const) {
      const index = await buildDense(documentsOf(rows), { precision });
      const before = await index.search([query(1, 2, 0)], 4);
      const during = index.search([query(1, 2, 0)], 4);
      await index.delete(['a']);
      expect(await during).toEqual(before);
      const left = before[0]!.map(({ id }) => id).filter((id) => id !== 'a');
      const fetched = await index.fetch(left, ['vector']);
      expect([...fetched]).toEqual(left.map((id) => [id, { vector: vector(...rows[id as 'b']) }]));
      await expect(index.fetch(['a'], ['vector'])).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT' });
    }
  });

  it('refuses doubles and unknown ids, and changes nothing then', async () => {
    const index = await buildDense(documentsOf(rows));
    await expect(index.add(documentsOf({ e: [1, 1, 1], a: [9, 9, 9] }))).rejects.toMatchObject({
      code: 'DUPLICATE_ID',
    });
    await expect(index.delete(['a', 'zz'])).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT' });
    expect(index.size).toBe(4);
    expect((await index.search([query(1, 2, 0)], 1))[0]![0]!.id).toBe('c');
  });
});

describe.skipIf(!available)(`faiss and numpy, 200 vectors of 16 dimensions${note}`, () => {
  const load = () =>
    JSON.parse(gunzipSync(readFileSync(join(shared, 'golden/dense/dense.json.gz'))).toString()).flat;
  it.each([
    ['dot', 'ip', 'scores_float64', 1],
    ['euclidean', 'l2', 'squared_distances_faiss_float32', -1],
    ['cosine', 'cosine', 'scores_float64', 1],
  ] as const)('%s: the same ten, the same scores', async (similarity: Similarity, name, scores, sign) => {
    const golden = load();
    const documents = (golden.vectors as number[][]).map((data, i) => ({
      id: String(i).padStart(3, '0'),
      vector: vector(...data),
    }));
    const index = await buildDense(documents, { similarity });
    const found = await index.search(
      (golden.queries as number[][]).map((data) => query(...data)),
      10,
    );
    found.forEach((hits, q) => {
      expect(hits.map(({ id }) => Number(id))).toEqual(golden[name].ids[q]);
      hits.forEach(({ score }, i) => {
        const expected = sign * golden[name][scores][q][i];
        expect(Math.abs(score - expected)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(expected)));
      });
    });
  });
});

describe.skipIf(!available)(`real embeddings of 768 dimensions${note}`, () => {
  it.each([
    ['f16', 0.999],
    ['int8', 0.999],
    ['int4', 0.999],
    ['binary', 0.97],
  ] as const)('%s finds what f32 finds', async (precision, least) => {
    const folder = join(shared, 'models/all-mpnet-base-v2-vectors');
    const read = async (name: string): Promise<Document<'vector'>[]> => {
      const all: Document<'vector'>[] = [];
      const ids = join(folder, `nfcorpus.${name}.ids.txt`);
      for await (const document of readVectors(join(folder, `nfcorpus.${name}.f16.npy`), { space, ids }))
        all.push(document);
      return all;
    };
    const [documents, asked] = [await read('docs'), await read('queries-test')];
    const exact = await (await buildDense(documents, { similarity: 'cosine' })).search(asked, 10);
    const found = await (await buildDense(documents, { similarity: 'cosine', precision })).search(asked, 10);
    const kept = exact.map(
      (hits, q) => hits.filter(({ id }) => found[q]!.some((hit) => hit.id === id)).length / 10,
    );
    expect(kept.reduce((sum, share) => sum + share, 0) / kept.length).toBeGreaterThanOrEqual(least);
  });
});
