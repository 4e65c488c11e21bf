import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostileIds } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildSparse, openSparse, verifySparse } from './index.js';

const before = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(before));

describe('ids and terms that break careless code', () => {
  it('are found, scored, fetched, saved and opened as any others', async () => {
    const ids = [...new Set(fc.sample(hostileIds(), { numRuns: 500, seed: 15 }))];
    const documents = ids.map((id, i) => ({
      id,
      text: `text ${i}`,
      terms: new Map([
        [id, 1 + (i % 7)],
        ['all', 1],
      ]),
    }));
    const root = await mkdtemp(join(tmpdir(), 'reprise-hostile-'));
    try {
      await (await buildSparse(documents)).save(join(root, 'index'));
      await verifySparse(join(root, 'index'));
      const index = await openSparse(join(root, 'index'));
      const queries = ids.map((id) => ({ id, terms: new Map([[id, 1]]) }));
      const found = await index.search(queries, 10);
      expect(found.map((hits) => hits.map((hit) => hit.id))).toEqual(ids.map((id) => [id]));
      const [all] = await index.search([{ id: '__proto__', terms: new Map([['all', 1]]) }], ids.length);
      expect(new Set(all!.map(({ id }) => id))).toEqual(new Set(ids));
      const [scores] = await index.score([{ query: queries[0]!, ids }]);
      expect(scores!.filter((score) => score > 0)).toHaveLength(1);
      const fetched = await index.fetch(ids, ['terms', 'text']);
      documents.forEach(({ id, text, terms }) => {
        expect(fetched.get(id)?.text).toBe(text);
        expect(fetched.get(id)?.terms.get(id)).toBe(terms.get(id));
      });
      expect(index.statistics.documentFrequency('hasOwnProperty ')).toBe(0);
      await index.close();
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
