import type { Document } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { buildMultivector, type MultivectorIndex } from './index.js';
import { matrix, numbers } from './small.test-support.js';

const rowsOfADocument = 16;

/** Documents whose row numbers are their rows' token ids. */
function documentsOf(rows: readonly (readonly number[])[]): Document<'tokens'>[] {
  return Array.from({ length: rows.length / rowsOfADocument }, (_, i) => {
    const first = i * rowsOfADocument;
    const mine = rows.slice(first, first + rowsOfADocument);
    return {
      id: String(i).padStart(4, '0'),
      tokens: matrix(mine, { ids: mine.map((_, row) => first + row) }),
    };
  });
}

/** Rows that have less in each further direction, as those of encoders do, about a few hundred points. */
function fadingRows(count: number, dimensions: number, length?: number): number[][] {
  const next = numbers(3);
  const points = Array.from({ length: 300 }, () =>
    Array.from({ length: dimensions }, (_, i) => next() * 0.98 ** i),
  );
  return Array.from({ length: count }, () => {
    const point = points[Math.floor(((next() + 1) / 2) * points.length)]!;
    const row = point.map((value, i) => value + next() * 0.98 ** i);
    const scale = length === undefined ? 1 : length / Math.hypot(...row);
    return row.map((value) => value * scale);
  });
}

/** The numbers of the nearest of the rows as the index gives them back. */
async function nearest(index: MultivectorIndex, vector: readonly number[], count: number): Promise<number[]> {
  const stored: number[] = [];
  for await (const { tokens } of index.entries()) {
    for (let from = 0; from < tokens.data.length; from += vector.length) {
      stored.push(vector.reduce((sum, value, i) => sum + value * tokens.data[from + i]!, 0));
    }
  }
  return [...stored.keys()].sort((a, b) => stored[b]! - stored[a]! || a - b).slice(0, count);
}

async function shareFound(index: MultivectorIndex, vectors: readonly (readonly number[])[]): Promise<number> {
  const found = await index.nearestTokens(Float32Array.from(vectors.flat()), 10);
  let shared = 0;
  for (const [i, vector] of vectors.entries()) {
    const wanted = new Set(await nearest(index, vector, 10));
    shared += found[i]!.filter((token) => wanted.has(token)).length;
  }
  return shared / (10 * vectors.length);
}

describe('nearestTokens by sketches', () => {
  const rows = fadingRows(4800, 384, 1);
  const vectors = rows.slice(0, 20).map((row, i) => row.map((value, j) => value + rows[i + 400]![j]!));

  for (const precision of ['f32', 'f16', 'int8', 'residual2'] as const) {
    it(`finds 97 % of the nearest ten of ${precision} at least`, async () => {
      const index = await buildMultivector(documentsOf(rows), { precision });
      expect(await shareFound(index, vectors)).toBeGreaterThanOrEqual(0.97);
    });
  }

  it('finds them among rows of any length', async () => {
    const next = numbers(8);
    const long = fadingRows(4800, 300).map((row) => {
      const scale = 1 + next() ** 2;
      return row.map((value) => value * scale);
    });
    expect(
      await shareFound(
        await buildMultivector(documentsOf(long)),
        vectors.map((row) => row.slice(0, 300)),
      ),
    ).toBeGreaterThanOrEqual(0.97);
  });

  it('finds rows that have nothing in common with the others', async () => {
    const rare = rows[0]!.map((_, i) => (i === 383 ? 1 : 0));
    const most = rows.map((row) => row.map((value, i) => (i === 383 ? 0 : value)));
    const index = await buildMultivector(documentsOf(most.toSpliced(777, 1, rare)));
    const vector = rare.map((value, i) => value + most[5]![i]!);
    const [found] = await index.nearestTokens(Float32Array.from(vector), 10);
    expect(found).toContain(777);
  });

  it('answers for each vector alone as for all together, and after an addition of the new rows too', async () => {
    const index = await buildMultivector(documentsOf(rows));
    const together = await index.nearestTokens(Float32Array.from(vectors.flat()), 10);
    for (const [i, vector] of vectors.entries()) {
      expect(await index.nearestTokens(Float32Array.from(vector), 10)).toEqual([together[i]]);
    }
    await index.add([{ id: 'new', tokens: matrix([vectors[0]!], { ids: [9999] }) }]);
    const [first] = await index.nearestTokens(Float32Array.from(vectors[0]!), 10);
    expect(first![0]).toBe(9999);
  });

  it('gives the first of equal rows, where all lie in one direction or are 0', async () => {
    const one = rows[0]!;
    const scaled = Array.from({ length: 4800 }, (_, i) => one.map((value) => value * (i % 3)));
    const index = await buildMultivector(documentsOf(scaled));
    expect(await index.nearestTokens(Float32Array.from(one), 4)).toEqual([Int32Array.of(2, 5, 8, 11)]);
    const zeros = await buildMultivector(documentsOf(scaled.map((row) => row.map(() => 0))));
    expect(await zeros.nearestTokens(Float32Array.from(one), 3)).toEqual([Int32Array.of(0, 1, 2)]);
  });
});
