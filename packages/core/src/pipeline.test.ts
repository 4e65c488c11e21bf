import { RepriseError } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { feedback, fuse, nth, rescore, retrieve, topK } from './index.js';
import { addTerms, analyzer, createIndex, reciprocalRank, untyped } from './small-plugins.test-support.js';

const cat = { id: 'q1', text: 'cat' };
const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return RepriseError.isInstance(error) ? error.code : error;
  }
  return undefined;
};

function twice(index = createIndex()) {
  const search = retrieve(index, { encoder: analyzer });
  return {
    index,
    search,
    pipeline: search.pipe(feedback(addTerms, { documents: index, judge: topK(2) })).pipe(search),
  };
}

describe('a pipeline', () => {
  it('searches, feeds back and searches again', async () => {
    const { pipeline } = twice();
    const [ranking] = await pipeline.run([cat]);
    // q' = cat 1 + ½·(cat sat mat) + ½·(cat feline purr) = cat 2, sat ½, mat ½, feline ½, purr ½
    expect(ranking?.hits).toEqual([
      { id: 'd1', score: 3 },
      { id: 'd2', score: 3 },
      { id: 'd3', score: 1 },
    ]);
  });

  it('keeps the query as it was before feedback', async () => {
    const { pipeline } = twice();
    const [ranking] = await pipeline.run([cat]);
    expect(ranking?.query.previous).toEqual({ id: 'q1', text: 'cat', terms: new Map([['cat', 1]]) });
    expect(ranking?.query.terms.get('feline')).toBe(0.5);
  });

  it('tells every step by name, with its time and the query before and after', async () => {
    const { pipeline } = twice();
    const [ranking] = await pipeline.run([cat, { id: 'q2', text: 'lion' }]);
    const trace = ranking?.query.trace ?? [];
    expect(trace.map(({ stage, hits, batch }) => ({ stage, hits, batch }))).toEqual([
      { stage: 'index', hits: 2, batch: 2 },
      { stage: 'addTerms', hits: undefined, batch: 2 },
      { stage: 'index', hits: 3, batch: 2 },
    ]);
    expect(trace.every(({ milliseconds }) => milliseconds >= 0)).toBe(true);
    expect(trace[0]?.before).toEqual(cat);
    expect(trace[1]?.before.terms).toEqual(new Map([['cat', 1]]));
    expect(trace[1]?.after.terms?.get('cat')).toBe(2);
    expect(() => JSON.stringify(ranking)).not.toThrow();
  });

  it('gives the same rankings whatever the batch size and concurrency', async () => {
    const { pipeline } = twice();
    const queries = Array.from({ length: 23 }, (_, i) => ({
      id: `q${i}`,
      text: ['cat', 'purr', 'market', 'dog'][i % 4] as string,
    }));
    const hits = async (batchSize: number, concurrency: number) =>
      (await pipeline.run(queries, { batchSize, concurrency })).map((ranking) => [
        ranking.query.id,
        ranking.hits,
      ]);
    const expected = await hits(64, 1);
    for (const batchSize of [1, 7, 64]) {
      for (const concurrency of [1, 8]) expect(await hits(batchSize, concurrency)).toEqual(expected);
    }
  });

  it('reports progress and answers an empty batch with an empty one', async () => {
    const { pipeline } = twice();
    const seen: unknown[] = [];
    const queries = [cat, { id: 'q2', text: 'lion' }, { id: 'q3', text: 'purr' }];
    await pipeline.run(queries, { batchSize: 2, onProgress: (event) => seen.push(event) });
    expect(seen).toEqual([
      { kind: 'progress', stage: 'index >> addTerms >> index', done: 2, total: 3, unit: 'queries' },
      { kind: 'progress', stage: 'index >> addTerms >> index', done: 3, total: 3, unit: 'queries' },
    ]);
    expect(await pipeline.run([])).toEqual([]);
  });

  it('stops at an abort', async () => {
    const { pipeline } = twice();
    await expect(pipeline.run([cat], { signal: AbortSignal.abort('enough') })).rejects.toMatchObject({
      code: 'ABORTED',
      cause: 'enough',
    });
    const controller = new AbortController();
    const many = Array.from({ length: 500 }, (_, i) => ({ id: `q${i}`, text: 'cat' }));
    const run = pipeline.run(many, {
      signal: controller.signal,
      batchSize: 1,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('what does not fit is refused', () => {
  it('when it is built', () => {
    const { index, search } = twice();
    const prf = feedback(addTerms, { documents: index, judge: topK(1) });
    expect(codeOf(() => search.pipe(untyped(search)))).toBe('INCOMPATIBLE_STAGES');
    expect(codeOf(() => prf.pipe(untyped(prf)))).toBe('INCOMPATIBLE_STAGES');
    expect(codeOf(() => search.pipe(untyped({})))).toBe('INVALID_OPTION');
    expect(
      codeOf(() =>
        feedback(addTerms, untyped({ documents: { ...index, kinds: ['vector'] }, judge: topK(1) })),
      ),
    ).toBe('INCOMPATIBLE_STAGES');
    expect(
      codeOf(() => feedback(addTerms, untyped({ documents: index, judge: topK(1), onFailure: 'ignore' }))),
    ).toBe('INVALID_OPTION');
    expect(codeOf(() => retrieve(index, untyped({ encoder: { ...analyzer, writes: ['vector'] } })))).toBe(
      'INCOMPATIBLE_STAGES',
    );
    expect(codeOf(() => retrieve(index, { k: 0 }))).toBe('INVALID_OPTION');
    expect(codeOf(() => topK(-1))).toBe('INVALID_OPTION');
    expect(codeOf(() => nth(0))).toBe('INVALID_OPTION');
    expect(codeOf(() => rescore(index, { depth: 0.5 }))).toBe('INVALID_OPTION');
    expect(codeOf(() => topK(1, { bottom: 0.5 }))).toBe('INVALID_OPTION');
    expect(codeOf(() => fuse(reciprocalRank))).toBe('INVALID_OPTION');
    expect(codeOf(() => fuse(reciprocalRank, untyped(prf)))).toBe('INCOMPATIBLE_STAGES');
    expect(codeOf(() => fuse(reciprocalRank, search, untyped(prf.pipe(search))))).toBe('INCOMPATIBLE_STAGES');
  });

  it('when it is run', async () => {
    const { index, search } = twice();
    await expect(retrieve(index).run(untyped([cat]))).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
      message: expect.stringMatching(/"q1".*terms.*index/),
    });
    await expect(search.run(untyped([{ id: '', text: 'x' }]))).rejects.toMatchObject({ code: 'INVALID_ID' });
    await expect(search.run(untyped([{ id: '\ud800', text: 'x' }]))).rejects.toMatchObject({
      code: 'INVALID_ID',
    });
    await expect(search.run(untyped([null]))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(search.run(untyped([{ query: cat, hits: [] }]))).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(search.run([cat], { batchSize: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTION' });
    await expect(search.run([cat], { concurrency: Number.NaN })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('when an index breaks its promises', async () => {
    const broken = (hits: unknown) =>
      retrieve(
        { ...createIndex('broken'), search: async () => hits as never },
        { encoder: analyzer, k: 2 },
      ).run([cat]);
    for (const hits of [
      [],
      'none',
      [[{ id: 'a', score: Number.NaN }]],
      [[{ id: '', score: 1 }]],
      [
        [
          { id: 'a', score: 3 },
          { id: 'b', score: 2 },
          { id: 'c', score: 1 },
        ],
      ],
    ]) {
      await expect(broken(hits)).rejects.toMatchObject({
        code: 'PLUGIN_CONTRACT',
        message: expect.stringMatching(/^broken /),
      });
    }
    const [ranking] = await broken([
      [
        { id: 'z', score: 1 },
        { id: 'a', score: 1 },
      ],
    ]);
    expect(ranking?.hits.map(({ id }) => id)).toEqual(['a', 'z']);
  });
});
