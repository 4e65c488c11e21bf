import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openCollection } from '@reprise/datasets';
import { evaluate } from '@reprise/eval';
import { english } from '@reprise/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLsa } from './fit-lsa.js';
import type { SparseMatrix } from './sparse-matrix.js';
import { truncatedSvd } from './truncated-svd.js';

const bag = (text: string) => ({ terms: new Map(text.split(' ').map((term) => [term, 1])) });

const collection = [
  'ship boat ocean',
  'boat ocean',
  'ship ocean voyage',
  'tree wood',
  'wood tree leaf',
  'leaf tree',
].map(bag);

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function sparse(rows: readonly (readonly number[])[]): SparseMatrix {
  const entries = rows.flatMap((row, r) =>
    row.flatMap((value, c) => (value === 0 ? [] : [[r, c, value] as const])),
  );
  const offsets = new Uint32Array(rows.length + 1);
  for (const [r] of entries) offsets[r + 1]!++;
  for (let r = 0; r < rows.length; r++) offsets[r + 1]! += offsets[r]!;
  return {
    rows: rows.length,
    width: rows[0]!.length,
    offsets,
    columns: Uint32Array.from(entries, ([, c]) => c),
    values: Float64Array.from(entries, ([, , value]) => value),
  };
}

describe('truncatedSvd', () => {
  it('finds the singular values of a matrix worked by hand', async () => {
    // AᵀA = [[25, 20], [20, 25]]: eigenvalues 45 and 5.
    const { singularValues, rightVectors } = await truncatedSvd(
      sparse([
        [3, 0],
        [4, 5],
      ]),
      2,
    );
    expect(singularValues[0]).toBeCloseTo(Math.sqrt(45), 10);
    expect(singularValues[1]).toBeCloseTo(Math.sqrt(5), 10);
    expect(Math.abs(rightVectors[0]!)).toBeCloseTo(Math.SQRT1_2, 10);
    expect(rightVectors[0]).toBeCloseTo(rightVectors[2]!, 10);
    expect(rightVectors[1]).toBeCloseTo(-rightVectors[3]!, 10);
  });

  it('leaves out what is 0, and takes an empty matrix', async () => {
    expect(
      (
        await truncatedSvd(
          sparse([
            [1, 2],
            [2, 4],
            [3, 6],
          ]),
          2,
        )
      ).singularValues,
    ).toHaveLength(1);
    expect((await truncatedSvd(sparse([[0, 0]]), 2)).singularValues).toHaveLength(0);
  });

  it('gives right vectors at right angles whose images have the singular values as lengths', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(fc.oneof(fc.constant(0), fc.double({ min: -3, max: 3, noNaN: true })), {
            minLength: 5,
            maxLength: 5,
          }),
          { minLength: 2, maxLength: 8 },
        ),
        async (rows) => {
          const { singularValues, rightVectors } = await truncatedSvd(sparse(rows), 3);
          const k = singularValues.length;
          const column = (i: number) => Array.from({ length: 5 }, (_, row) => rightVectors[row * k + i]!);
          const of = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
          for (let i = 0; i < k; i++) {
            // A weak value is known to the rounding of the strongest only.
            if (singularValues[i]! < 1e-3 * singularValues[0]!) continue;
            const image = rows.map((row) => of(row, column(i)));
            expect(Math.sqrt(of(image, image))).toBeCloseTo(singularValues[i]!, 6);
            for (let j = 0; j < i; j++) expect(of(column(i), column(j))).toBeCloseTo(0, 6);
          }
        },
      ),
      { numRuns: 300 },
    ));
});

describe('fitLsa', () => {
  it('brings together terms that stand with the same others', async () => {
    const lsa = await fitLsa(collection, { dimensions: 2 });
    const [ship, boat, leaf] = await lsa.encode(['ship', 'boat', 'leaf'].map(bag), 'query');
    expect(dot(ship!.vector.data, boat!.vector.data)).toBeGreaterThan(0.9);
    expect(Math.abs(dot(ship!.vector.data, leaf!.vector.data))).toBeLessThan(0.1);
  });

  it('keeps the angles between documents where all dimensions stay', async () => {
    const lsa = await fitLsa(collection);
    expect(lsa.dimensions).toBeLessThanOrEqual(6);
    const vectors = await lsa.encode(collection, 'document');
    for (const { vector } of vectors) expect(dot(vector.data, vector.data)).toBeCloseTo(1, 5);
    expect(dot(vectors[0]!.vector.data, vectors[3]!.vector.data)).toBeCloseTo(0, 5);
  });

  it('gives the same bytes each time, and the zero vector for unknown terms', async () => {
    const [first, second] = [await fitLsa(collection), await fitLsa(collection)];
    expect(await first.encode(collection, 'document')).toEqual(await second.encode(collection, 'document'));
    const [nothing] = await first.encode([bag('zeppelin')], 'query');
    expect(nothing?.vector.data.every((value) => value === 0)).toBe(true);
  });

  it('refuses what it cannot be fitted on, with value and remedy', async () => {
    await expect(fitLsa([])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    for (const weight of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(fitLsa([{ terms: new Map([['a', weight]]) }])).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: `the term "a" has the weight ${weight}: give finite weights above 0`,
      });
    }
    for (const dimensions of [0, 1.5, Number.NaN]) {
      await expect(fitLsa(collection, { dimensions })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    }
    await expect(fitLsa(collection, { space: '' })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(fitLsa(collection, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});

const shared = process.env.REPRISE_SHARED ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
const available = existsSync(`${shared}/collections/cranfield`);

describe.skipIf(!available)(`LSA on cranfield${available ? '' : ' (skipped: no shared collections)'}`, () => {
  it('ranks by vectors that no model made', { timeout: 120_000 }, async () => {
    const data = await openCollection(`${shared}/collections/cranfield`);
    const documents: { id: string; terms: ReadonlyMap<string, number> }[] = [];
    for await (const { id, text } of data.documents()) {
      const [encoded] = await english().encode([{ text }], 'document');
      documents.push({ id, terms: encoded!.terms });
    }
    const lsa = await fitLsa(documents, { dimensions: 200 });
    const vectors = await lsa.encode(documents, 'document');
    const queries = await data.queries('test');
    const bags = await english().encode(queries, 'query');
    const encoded = await lsa.encode(bags, 'query');
    const run = new Map(
      queries.map(({ id }, q) => [
        id,
        documents
          .map((document, d) => ({
            id: document.id,
            score: dot(encoded[q]!.vector.data, vectors[d]!.vector.data),
          }))
          .sort((a, b) => b.score - a.score)
          .slice(0, 100),
      ]),
    );
    const { mean } = evaluate(await data.qrels('test'), run, { measures: ['nDCG@10'] });
    expect(mean.get('nDCG@10')).toBeCloseTo(0.4148, 3);
  });
});
