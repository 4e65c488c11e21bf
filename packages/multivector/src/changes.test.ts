import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildMultivector, type Precision } from './index.js';
import { documentsOf, matrix, randomDocuments } from './small.test-support.js';

const precisions: readonly Precision[] = ['f32', 'f16', 'int8', 'residual1', 'residual2', 'residual4'];
const rows = {
  a: [
    [0.8, 0.6],
    [0, 1],
  ],
  b: [[1, 0]],
  c: [[0, -1]],
};
const query = { id: 'q', tokens: matrix([[1, 0]]) };

describe('adding and deleting', () => {
  it('comes to the same as building anew', () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: 20 }), { maxLength: 12 }),
        fc.uniqueArray(fc.nat({ max: 20 }), { maxLength: 12 }),
        fc.nat({ max: 1e6 }),
        fc.constantFrom<Precision>('f32', 'f16', 'int8'),
        async (first, second, seed, precision) => {
          const pool = randomDocuments(21, 6, { seed });
          const changed = randomDocuments(21, 6, { seed: seed + 1 });
          const index = await buildMultivector(
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
          const fresh = await buildMultivector(expected, { precision });
          expect(index.size).toBe(expected.length);
          expect(index.occurrences).toBe(fresh.occurrences);
          for (let token = 0; token < 20; token++) {
            expect(index.documentFrequency(token)).toBe(fresh.documentFrequency(token));
            expect(index.label(token)).toBe(fresh.label(token));
          }
          if (expected.length === 0) return;
          const asked = randomDocuments(2, 6, { seed: seed + 2 });
          expect(await index.search(asked, 50)).toEqual(await fresh.search(asked, 50));
        },
      ),
      { numRuns: 300 },
    ));

  it.each(precisions)(
    'brings %s back to the same bits where what was deleted is added again',
    async (precision) => {
      const documents = randomDocuments(80, 16);
      const index = await buildMultivector(documents, { precision, centroids: 20 });
      const before = await index.fingerprint();
      await index.delete(['d3', 'd40']);
      expect(await index.fingerprint()).not.toBe(before);
      await index.add([documents[40]!, documents[3]!]);
      expect(await index.fingerprint()).toBe(before);
    },
  );

  it('refuses doubles and unknown ids, and changes nothing then', async () => {
    const index = await buildMultivector(documentsOf(rows));
    await expect(index.add(documentsOf({ d: rows.a, a: rows.b }))).rejects.toMatchObject({
      code: 'DUPLICATE_ID',
    });
    await expect(index.delete(['a', 'zz'])).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT' });
    expect(index.size).toBe(3);
    expect(await index.search([query], 1)).toEqual([[{ id: 'b', score: 1 }]]);
  });

  it('is not seen by views that were made before', async () => {
    const index = await buildMultivector(documentsOf(rows));
    const view = index.with({});
    await index.delete(['b']);
    expect([view.size, index.size]).toEqual([3, 2]);
    expect(await view.search([query], 1)).toEqual([[{ id: 'b', score: 1 }]]);
  });
});
