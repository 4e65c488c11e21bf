import {
  type Encoder,
  type FeedbackStrategy,
  type Progress,
  RepriseError,
  type Retriever,
} from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { derive, encode, feedback, given, nth, refine, rescore, retrieve, topK } from './index.js';
import {
  addTerms,
  analyzer,
  appendText,
  createIndex,
  kindsOf,
  untyped,
} from './small-plugins.test-support.js';

const cat = { id: 'q1', text: 'cat' };
const index = createIndex();
const search = retrieve(index, { encoder: analyzer });

describe('feedback', () => {
  it('leaves a query without feedback as it is', async () => {
    const [query] = await search
      .pipe(feedback(addTerms, { documents: index, judge: topK(2) }))
      .run([{ id: 'q', text: 'dog' }]);
    expect(query?.terms).toEqual(new Map([['dog', 1]]));
    expect(query?.previous).toBeUndefined();
    const [zero] = await search.pipe(feedback(addTerms, { documents: index, judge: topK(0) })).run([cat]);
    expect(zero?.terms).toEqual(new Map([['cat', 1]]));
  });

  it('drops what was made of the old text when a strategy rewrites it', async () => {
    const rewritten = search.pipe(feedback(appendText, { documents: index, judge: topK(1) }));
    const [query] = await rewritten.run([cat]);
    expect(query?.text).toBe('cat cat sat mat');
    expect(kindsOf(query ?? {})).toEqual(['text']);
    const [ranking] = await rewritten.pipe(search).run([cat]);
    expect(ranking?.query.terms.get('cat')).toBe(2);
    expect(() => rewritten.pipe(untyped(retrieve(index)))).toThrow(/dropped when it rewrote the text/);
  });

  it('drops what was said of the weights of the old terms when a strategy writes new ones', async () => {
    const final: FeedbackStrategy<'terms', 'terms', 'terms' | 'weighting'> = {
      ...addTerms,
      writes: ['terms', 'weighting'],
      refine: async (batch) => batch.map(({ query }) => ({ terms: query.terms, weighting: 'query' })),
    };
    const first = search.pipe(feedback(final, { documents: index, judge: topK(1) }));
    const [once] = await first.run([cat]);
    expect(once?.weighting).toBe('query');
    const again = first.pipe(search).pipe(feedback(addTerms, { documents: index, judge: topK(1) }));
    const [twice] = await again.run([cat]);
    expect(twice !== undefined && 'weighting' in twice).toBe(false);
  });

  it('refine keeps the hits, and rescore orders them by the new query', async () => {
    const refined = search.pipe(refine(addTerms, { documents: index, judge: nth(2) }));
    const [ranking] = await refined.run([cat]);
    expect(ranking?.hits.map(({ id }) => id)).toEqual(['d1', 'd2']);
    expect(ranking?.query.terms.get('purr')).toBe(0.5);
    const [again] = await refined.pipe(rescore(index)).run([cat]);
    // d2: cat 1.5 + feline ½ + purr ½; d1: cat 1.5
    expect(again?.hits).toEqual([
      { id: 'd2', score: 2.5 },
      { id: 'd1', score: 1.5 },
    ]);
    const [best] = await refined.pipe(rescore(index, { depth: 1 })).run([cat]);
    expect(best?.hits.map(({ id }) => id)).toEqual(['d1']);
    const [first] = await refined.pipe(rescore(index, { depth: 2, k: 1 })).run([cat]);
    expect(first?.hits.map(({ id }) => id)).toEqual(['d2']);
    for (const options of [{ k: 0 }, { depth: 1.5 }, { k: -1, depth: 2 }]) {
      expect(() => rescore(index, options), JSON.stringify(options)).toThrow(/is (0|1\.5|-1)/);
    }
  });

  it('rescore encodes a query that lacks what the scorer reads, and keeps one that feedback wrote', async () => {
    const bare: Retriever<'text'> = {
      spec: 'v1',
      name: 'bare',
      reads: ['text'],
      search: async (batch) =>
        batch.map(() => [
          { id: 'd3', score: 2 },
          { id: 'd2', score: 1 },
        ]),
    };
    const anew = retrieve(bare).pipe(rescore(index, { encoder: analyzer }));
    const [ranking] = await anew.run([{ id: 'q', text: 'cat purr' }]);
    expect(ranking?.hits).toEqual([
      { id: 'd2', score: 2 },
      { id: 'd3', score: 1 },
    ]);
    expect(ranking?.query.terms).toEqual(
      new Map([
        ['cat', 1],
        ['purr', 1],
      ]),
    );
    const [kept] = await anew.run([{ id: 'q', text: 'cat purr', terms: new Map([['lion', 1]]) }]);
    expect(kept?.hits.map(({ id }) => id)).toEqual(['d3', 'd2']);
  });

  it('learns from judgements that were given, retrieved or not', async () => {
    const qrels = new Map([
      [
        'q1',
        new Map([
          ['d3', 2],
          ['d1', 0],
          ['d2', 1],
        ]),
      ],
    ]);
    const [ranking] = await search.run([cat]);
    const [judged] = await given(qrels).judge([ranking as never]);
    expect(judged).toEqual({
      positive: [
        { id: 'd3', grade: 2 },
        { id: 'd2', grade: 1 },
      ],
      negative: [{ id: 'd1' }],
    });
    const [unjudged] = await given(qrels).judge([{ query: { id: 'q2' }, hits: [] }]);
    expect(unjudged).toEqual({ positive: [], negative: [] });
    const [query] = await search
      .pipe(feedback(addTerms, { documents: index, judge: given(qrels) }))
      .run([cat]);
    expect(query?.terms.get('lion')).toBe(0.5);
    expect(query?.terms.get('mat')).toBe(-0.25);
  });

  it('shows a strategy rank, score and grade, and nothing that it did not ask to see', async () => {
    const seen: object[] = [];
    const spy: FeedbackStrategy<'terms', 'text', 'terms'> = {
      ...addTerms,
      sees: ['text'],
      refine: async (batch) =>
        batch.map(({ query, positive }) => {
          seen.push(...positive);
          return { terms: query.terms };
        }),
    };
    await search
      .pipe(
        feedback(spy, {
          documents: index,
          judge: given(
            new Map([
              [
                'q1',
                new Map([
                  ['d2', 3],
                  ['d4', 1],
                ]),
              ],
            ]),
          ),
        }),
      )
      .run([cat]);
    expect(seen).toMatchObject([
      { id: 'd2', rank: 2, score: 1, grade: 3, text: 'cat feline purr' },
      { id: 'd4', grade: 1, text: 'stock market' },
    ]);
    expect('rank' in (seen[1] ?? {})).toBe(false);
  });

  it('shows a strategy of fixed depth no more than that', async () => {
    const counts: number[] = [];
    const two: FeedbackStrategy<'terms', 'terms', 'terms'> = {
      ...addTerms,
      depth: { positive: 1 },
      refine: async (batch) =>
        batch.map(({ query, positive, negative }) => {
          counts.push(positive.length, negative.length);
          return { terms: query.terms };
        }),
    };
    await search.pipe(feedback(two, { documents: index, judge: topK(2, { bottom: 1 }) })).run([cat]);
    expect(counts).toEqual([1, 0]);
  });

  it('counts negatives from the end of the ranking, even those that are also positive', async () => {
    const [ranking] = await search.run([cat]);
    const [judged] = await topK(2, { bottom: 5 }).judge([ranking as never]);
    expect(judged?.positive.map(({ id }) => id)).toEqual(['d1', 'd2']);
    expect(judged?.negative.map(({ id }) => id)).toEqual(['d2', 'd1']);
    expect(await nth(3).judge([ranking as never])).toEqual([{ positive: [], negative: [] }]);
  });
});

describe('a failing strategy', () => {
  const picky: FeedbackStrategy<'terms', 'terms', 'terms'> = {
    ...addTerms,
    name: 'picky',
    refine: async (batch) => {
      if (batch.some(({ query }) => query.id === 'bad')) throw new Error('no luck');
      return addTerms.refine(batch);
    },
  };
  const queries = [cat, { id: 'bad', text: 'cat' }, { id: 'q3', text: 'purr' }];

  it('rejects the run by default', async () => {
    const stage = search.pipe(feedback(picky, { documents: index, judge: topK(1) }));
    await expect(stage.run(queries)).rejects.toThrow('no luck');
  });

  it('costs only its own query the feedback with keep-query, and says so', async () => {
    const warnings: Progress[] = [];
    const stage = search.pipe(feedback(picky, { documents: index, judge: topK(1), onFailure: 'keep-query' }));
    for (const batchSize of [1, 64]) {
      warnings.length = 0;
      const results = await stage.run(queries, {
        batchSize,
        onProgress: (event) => event.kind === 'warning' && warnings.push(event),
      });
      expect(results.map(({ previous }) => previous !== undefined)).toEqual([true, false, true]);
      expect(warnings).toEqual([
        expect.objectContaining({
          code: 'FEEDBACK_FAILED',
          stage: 'picky',
          id: 'bad',
          message: expect.stringContaining('no luck'),
        }),
      ]);
    }
  });

  it('still rejects an abort with keep-query', async () => {
    const controller = new AbortController();
    const aborting: FeedbackStrategy<'terms', 'terms', 'terms'> = {
      ...addTerms,
      refine: async () => {
        controller.abort();
        throw new RepriseError('ABORTED', 'stopped');
      },
    };
    const stage = search.pipe(
      feedback(aborting, { documents: index, judge: topK(1), onFailure: 'keep-query' }),
    );
    await expect(stage.run(queries, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });

  it('is named when it writes nothing, too little, or what is not finite', async () => {
    const writing = (answer: unknown) => {
      const strategy = { ...addTerms, name: 'faulty', refine: async () => answer as never };
      return search.pipe(feedback(strategy, { documents: index, judge: topK(1) })).run([cat]);
    };
    for (const answer of [
      undefined,
      [],
      [{}],
      [{ terms: { cat: 1 } }],
      [{ terms: new Map([['cat', Number.NaN]]) }],
    ]) {
      await expect(writing(answer)).rejects.toMatchObject({
        code: 'PLUGIN_CONTRACT',
        message: expect.stringMatching(/^faulty /),
      });
    }
  });

  it('is not blamed for a judge or a source that break their promises', async () => {
    const judging = (positive: unknown) =>
      search
        .pipe(
          feedback(addTerms, {
            documents: index,
            judge: { ...topK(1), name: 'judge', judge: async () => [{ positive, negative: [] }] as never },
          }),
        )
        .run([cat]);
    await expect(judging([{ id: 'd1' }, { id: 'd1' }])).rejects.toMatchObject({ code: 'PLUGIN_CONTRACT' });
    await expect(judging([{ id: 'd1', grade: 0 }])).rejects.toMatchObject({ code: 'PLUGIN_CONTRACT' });
    await expect(judging([{ id: 'nobody' }])).rejects.toMatchObject({ code: 'UNKNOWN_DOCUMENT' });
    const empty = { ...index, name: 'empty', fetch: async () => new Map() };
    await expect(
      search.pipe(feedback(addTerms, { documents: empty, judge: topK(1) })).run([cat]),
    ).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching(/^empty .*d1/),
    });
  });
});

describe('vectors', () => {
  const vector = (space: string, ...numbers: number[]) => ({ space, data: Float32Array.from(numbers) });
  const keep: FeedbackStrategy<'vector', 'vector', 'vector'> = {
    spec: 'v1',
    name: 'keep',
    reads: ['vector'],
    sees: ['vector'],
    writes: ['vector'],
    refine: async (batch) => batch.map(({ query }) => ({ vector: query.vector })),
  };
  const encoder = (space: string, width: number): Encoder<'text', 'vector'> => ({
    spec: 'v1',
    name: `encoder of ${space}`,
    reads: ['text'],
    writes: ['vector'],
    encode: async (batch) =>
      batch.map(({ text }) => ({
        vector: vector(space, ...Array.from({ length: width }, () => text.length)),
      })),
  });
  const withVector = (space: string, width: number) =>
    encode(encoder('a', 2))
      .pipe(search)
      .pipe(feedback(keep, { documents: derive(index, encoder(space, width)), judge: topK(2) }));

  it('are derived from a source by an encoder, beside what the source has', async () => {
    const source = derive(index, encoder('a', 2));
    expect(source.kinds).toEqual(['terms', 'text', 'vector']);
    const found = await source.fetch(['d4', 'd1'], ['vector', 'terms']);
    expect([...found.keys()]).toEqual(['d4', 'd1']);
    expect(found.get('d4')).toEqual({
      vector: vector('a', 12, 12),
      terms: new Map([
        ['stock', 1],
        ['market', 1],
      ]),
    });
    expect([...(await source.fetch(['d1'], ['text'])).values()]).toEqual([{ text: 'cat sat mat' }]);
  });

  it('of another space or dimension never meet', async () => {
    const [query] = await withVector('a', 2).run([cat]);
    expect(query?.vector).toEqual(vector('a', 3, 3));
    await expect(withVector('b', 2).run([cat])).rejects.toMatchObject({ code: 'SPACE_MISMATCH' });
    await expect(withVector('a', 3).run([cat])).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
  });

  it('that are not finite are refused where they are made', async () => {
    const faulty: Encoder<'text', 'vector'> = {
      ...encoder('a', 1),
      name: 'faulty',
      encode: async (batch) => batch.map(() => ({ vector: vector('a', Number.NaN) })),
    };
    await expect(encode(faulty).run([cat])).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching(/^faulty /),
    });
  });
});
