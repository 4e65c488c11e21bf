import type { Hit } from '@reprise/spec';
import { hostileIds } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { feedback, fuse, given, nth, rescore, retrieve, topK } from './index.js';
import { addTerms, type Index, reciprocalRank } from './small-plugins.test-support.js';

const ownKeys = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(ownKeys));

const ids = [
  ...new Set([...fc.sample(hostileIds(), { numRuns: 300, seed: 15 }), '-', '#', '../..', "'", '\ufeff']),
];

/** Document i holds its own id as a term, and that of the next one. */
const termsOf = (i: number) =>
  new Map([
    [ids[i]!, 2],
    [ids[(i + 1) % ids.length]!, 1],
  ]);
const numbers = new Map(ids.map((id, i) => [id, i]));

const index: Index = {
  spec: 'v1',
  name: '__proto__',
  reads: ['terms'],
  kinds: ['terms', 'text'],
  search: async (batch, k) =>
    batch.map(({ terms }) => {
      const hits: Hit[] = ids.map((id, i) => ({
        id,
        score: [...termsOf(i)].reduce((sum, [term, weight]) => sum + weight * (terms.get(term) ?? 0), 0),
      }));
      return hits
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, k);
    }),
  score: async (batch) => batch.map(({ ids: asked }) => Float32Array.from(asked, (_, i) => asked.length - i)),
  fetch: async (asked) =>
    new Map(asked.map((id) => [id, { terms: termsOf(numbers.get(id)!), text: id }])) as never,
};

const queries = ids.map((id) => ({ id, terms: new Map([[id, 1]]) }));
const search = retrieve(index);
const qrels = new Map(
  ids.map((id, i) => [
    id,
    new Map([
      [id, 1],
      [ids[(i + 2) % ids.length]!, 0],
    ]),
  ]),
);

describe('ids of queries and documents, and terms, that break careless code', () => {
  it.each([
    ['topK', topK(1)],
    ['nth', nth(1)],
    ['given', given(qrels)],
  ])('go through feedback by %s, fusion and scores anew as any others', async (_name, judge) => {
    const again = search.pipe(feedback(addTerms, { documents: index, judge })).pipe(search);
    const found = await fuse(reciprocalRank, search, again).run(queries);
    expect(found.map(({ query }) => query.id)).toEqual(ids);
    found.forEach(({ query, hits }, i) => {
      expect(query.terms).toEqual(queries[i]!.terms);
      expect(hits[0]!.id).toBe(ids[i]);
    });
    const rewritten = await again.run(queries);
    rewritten.forEach(({ query, hits }, i) => {
      expect(query.terms!.get(ids[(i + 1) % ids.length]!)).toBe(0.5);
      expect(hits[0]!.id).toBe(ids[i]);
    });
    const rescored = await search.pipe(rescore(index)).run(queries);
    expect(rescored.map(({ hits }) => hits[0]!.id)).toEqual(ids);
  });
});
