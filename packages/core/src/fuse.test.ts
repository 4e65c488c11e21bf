import type { Reranker } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { feedback, fuse, nth, rerank, retrieve, topK } from './index.js';
import {
  addTerms,
  analyzer,
  appendText,
  createIndex,
  reciprocalRank,
  untyped,
} from './small-plugins.test-support.js';

const cat = { id: 'q1', text: 'cat' };

describe('fuse', () => {
  it('merges the rankings of its branches', async () => {
    const index = createIndex();
    const search = retrieve(index, { encoder: analyzer });
    const second = search.pipe(feedback(addTerms, { documents: index, judge: nth(2) })).pipe(search);
    const [ranking] = await fuse(reciprocalRank, search, second).run([cat]);
    // first: d1 d2; second: d2 d1 d3
    expect(ranking?.hits).toEqual([
      { id: 'd1', score: 1 / 61 + 1 / 62 },
      { id: 'd2', score: 1 / 62 + 1 / 61 },
      { id: 'd3', score: 1 / 63 },
    ]);
  });

  it('shares the work of a common prefix, through nested fusions too', async () => {
    const index = createIndex();
    const search = retrieve(index, { encoder: analyzer });
    const again = search.pipe(feedback(addTerms, { documents: index, judge: topK(1) })).pipe(search);
    await fuse(reciprocalRank, search, again, fuse(reciprocalRank, search, again)).run([cat]);
    expect(index.calls).toEqual({ search: 2, fetch: 1 });
  });

  it('passes on what the leftmost branch holds, and tells the steps of each branch', async () => {
    const index = createIndex();
    const search = retrieve(index, { encoder: analyzer });
    const again = search.pipe(feedback(addTerms, { documents: index, judge: topK(1) })).pipe(search);
    const [left] = await fuse(reciprocalRank, search, again).run([cat]);
    const [right] = await fuse(reciprocalRank, again, search).run([cat]);
    expect(left?.query.terms).toEqual(new Map([['cat', 1]]));
    expect(right?.query.terms?.get('mat')).toBe(0.5);
    expect(left?.query.trace?.length).toBe(1);
    expect(left?.query.trace?.[0]?.branches?.map((steps) => steps.map(({ stage }) => stage))).toEqual([
      ['index'],
      ['index', 'addTerms', 'index'],
    ]);
  });

  it('takes rankings as input: one rewritten query for each feedback document', async () => {
    const index = createIndex();
    const search = retrieve(index, { encoder: analyzer });
    const branches = [1, 2].map((rank) =>
      feedback(appendText, { documents: index, judge: nth(rank) }).pipe(search),
    );
    const [ranking] = await search.pipe(fuse(reciprocalRank, ...branches)).run([cat]);
    expect(ranking?.hits.map(({ id }) => id)).toEqual(['d1', 'd2', 'd3']);
  });

  it('refuses scores that are not finite', async () => {
    const search = retrieve(createIndex(), { encoder: analyzer });
    const fuser = { ...reciprocalRank, name: 'faulty', fuse: () => [{ id: 'd1', score: Number.NaN }] };
    await expect(fuse(fuser, search).run([cat])).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching(/^faulty /),
    });
  });
});

describe('rerank', () => {
  const byLength: Reranker<'text', 'text'> = {
    spec: 'v1',
    name: 'byLength',
    reads: ['text'],
    sees: ['text'],
    score: async (batch) =>
      batch.map(({ documents }) => Float32Array.from(documents, ({ text }) => text.length)),
  };
  const index = createIndex();
  const search = retrieve(index, { encoder: analyzer });

  it('orders the best hits anew and cuts the rest', async () => {
    const [ranking] = await search
      .pipe(rerank(byLength, { documents: index, depth: 2 }))
      .run([{ id: 'q', text: 'feline cat' }]);
    expect(ranking?.hits).toEqual([
      { id: 'd2', score: 15 },
      { id: 'd1', score: 11 },
    ]);
  });

  it('refuses a source that lacks what it must see, a depth of 0, and scores that do not fit', async () => {
    expect(() => rerank(byLength, untyped({ documents: { ...index, kinds: ['terms'] }, depth: 1 }))).toThrow(
      /must see the text/,
    );
    expect(() => rerank(byLength, { documents: index, depth: 0 })).toThrow(/depth is 0/);
    const short: Reranker<'text', 'text'> = {
      ...byLength,
      name: 'short',
      score: async (batch) => batch.map(() => new Float32Array(0)),
    };
    await expect(search.pipe(rerank(short, { documents: index, depth: 2 })).run([cat])).rejects.toMatchObject(
      { code: 'PLUGIN_CONTRACT' },
    );
  });
});
