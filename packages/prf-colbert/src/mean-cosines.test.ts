import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanCosines } from './index.js';
import { matrices, matrix, rowsOf } from './tokens.test-support.js';

const length = (row: readonly number[]): number => Math.hypot(...row);

describe('meanCosines', () => {
  it('is 1 for rows of one direction, less the more they differ, 0 for tokens it has not met', async () => {
    // biome-ignore format: a row reads as one
    const cosine = await meanCosines([
      { tokens: matrix([[1, 0], [5, 0], [1, 0]], [1, 1, 2]) },
      { tokens: matrix([[0, 2], [0, 0]], [2, 2]) },
    ]);
    expect(cosine(1)).toBe(1);
    expect(cosine(2)).toBeCloseTo(Math.SQRT1_2, 12); // mean (0.5, 0.5); the row of zeros says nothing
    expect(cosine(3)).toBe(0);
  });

  it('is the mean of the cosines to the mean of the rows at length 1', () =>
    fc.assert(
      fc.asyncProperty(fc.array(matrices(), { maxLength: 4 }), async (all) => {
        const cosine = await meanCosines(all.map((tokens) => ({ tokens })));
        for (let token = 0; token < 8; token++) {
          const rows = all
            .flatMap((one) => rowsOf(one).filter((_, row) => one.ids![row] === token))
            .filter((row) => length(row) > 0)
            .map((row) => row.map((value) => value / length(row)));
          const mean = [0, 1, 2].map((i) => rows.reduce((sum, row) => sum + row[i]! / rows.length, 0));
          if (rows.length === 0 || length(mean) < 1e-6) continue;
          const cosines = rows.map(
            (row) => row.reduce((sum, value, i) => sum + value * mean[i]!, 0) / length(mean),
          );
          expect(cosine(token)).toBeCloseTo(
            cosines.reduce((sum, value) => sum + value / rows.length, 0),
            6,
          );
        }
      }),
    ));

  it('reads streams, and refuses matrices without ids', async () => {
    const stream = async function* () {
      yield { tokens: matrix([[3, 4]], [1]) };
    };
    expect((await meanCosines(stream()))(1)).toBeCloseTo(1, 12);
    await expect(meanCosines([{ tokens: matrix([[1, 0]]) }])).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
      message: 'the token rows of a document have no ids: encode with an encoder that gives them',
    });
  });
});
