import { hostileIds } from '@reprise/testkit';
import { createAnalyzer } from '@reprise/text';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { buildWink, exportWink, importWink, type WinkIndex } from './index.js';

const ownKeys = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(ownKeys));

const ids = [...new Set([...fc.sample(hostileIds(), { numRuns: 300, seed: 15 }), '-', '#', '../..', "'"])];
/** Every document holds its own id as a term, and one term that all share. */
const separator = '\u{f0000}';
const analyzer = createAnalyzer({ name: 'separated', tokenize: (text) => text.split(separator) });

async function expectWhole(index: WinkIndex): Promise<void> {
  expect(index.size).toBe(ids.length);
  const queries = ids.map((id) => ({ id, terms: new Map([[id, 1]]) }));
  const found = await index.search(queries, 10);
  expect(found.map((hits) => hits.map(({ id }) => id))).toEqual(ids.map((id) => [id]));
  const [all] = await index.search([{ id: '__proto__', terms: new Map([['all', 1]]) }], ids.length);
  expect(new Set(all!.map(({ id }) => id))).toEqual(new Set(ids));
  const fetched = await index.fetch(ids, ['terms', 'text']);
  expect([...fetched.keys()]).toEqual(ids);
  for (const [id, { terms, text }] of fetched) {
    expect(terms.get(id)).toBe(1);
    expect(text).toBe(`${id}${separator}all`);
  }
  const [scores] = await index.score([{ query: queries[0]!, ids }]);
  expect(scores!.filter((score) => score > 0)).toHaveLength(1);
}

describe('ids and terms that break careless code', () => {
  it('are found, scored, fetched, exported and imported as any others', async () => {
    const documents = ids.map((id) => ({ id, text: `${id}${separator}all` }));
    const index = await buildWink(documents, { analyzer });
    await expectWhole(index);
    await expectWhole(importWink(exportWink(index)));
  });
});
