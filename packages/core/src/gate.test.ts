import type { Hit, Predictor } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feedback, fuse, gate, retrieve, topK } from './index.js';
import {
  addTerms,
  analyzer,
  appendText,
  createIndex,
  reciprocalRank,
  untyped,
} from './small-plugins.test-support.js';

const cat = { id: 'q1', text: 'cat' };
const lion = { id: 'q2', text: 'lion' };
const nothing = { id: 'q3', text: 'zebra' };

/** Says how many hits there are, and remembers what it was asked. */
function countHits(): Predictor & { readonly asked: string[][] } {
  const asked: string[][] = [];
  return {
    spec: 'v1',
    name: 'countHits',
    reads: [],
    asked,
    predict: async (batch) => {
      asked.push(batch.map(({ query }) => query.id));
      return batch.map(({ hits }) => hits.length);
    },
  };
}

function gated(atLeast: number, predictor: Predictor = countHits()) {
  const index = createIndex();
  const search = retrieve(index, { encoder: analyzer });
  const second = feedback(addTerms, { documents: index, judge: topK(2) }).pipe(search);
  return { index, search, second, pipeline: search.pipe(gate(predictor, { atLeast, through: second })) };
}

const outcome = (rankings: readonly { query: { id: string }; hits: readonly Hit[] }[]) =>
  rankings.map(({ query, hits }) => [query.id, hits]);

describe('gate', () => {
  it('feeds back the rankings that reach the threshold and leaves the others, in the order they came', async () => {
    const { search, second, pipeline } = gated(2);
    const queries = [lion, cat, nothing, { ...cat, id: 'q4' }];
    const first = await search.run(queries);
    const always = await search.pipe(second).run(queries);
    const result = await pipeline.run(queries);
    // lion finds d3; cat finds d1 and d2, and after feedback d3 too
    expect(outcome(result)).toEqual([
      ['q2', first[0]?.hits],
      ['q1', always[1]?.hits],
      ['q3', []],
      ['q4', always[3]?.hits],
    ]);
    expect(result[0]?.query.terms).toEqual(new Map([['lion', 1]]));
    expect(result[0]?.query.previous).toBeUndefined();
    expect(result[1]?.query.previous?.terms).toEqual(new Map([['cat', 1]]));
  });

  it('tells the prediction, whether it passed, and the steps behind it', async () => {
    const { pipeline } = gated(2);
    const traces = (await pipeline.run([lion, cat, nothing])).map(({ query }) => query.trace ?? []);
    expect(traces.map((steps) => steps.map(({ stage }) => stage))).toEqual(
      Array(3).fill(['index', 'gate(countHits >= 2, addTerms >> index)']),
    );
    expect(traces.map((steps) => steps[1]?.gate)).toEqual([
      { prediction: 1, passed: false },
      { prediction: 2, passed: true },
      { passed: false },
    ]);
    expect(traces.map((steps) => steps[1]?.branches?.map((some) => some.map(({ stage }) => stage)))).toEqual([
      undefined,
      [['addTerms', 'index']],
      undefined,
    ]);
    expect(traces.map((steps) => steps[1]?.hits)).toEqual([1, 3, 0]);
  });

  it('asks nothing of a ranking without hits, and searches no second time where none passes', async () => {
    const predictor = countHits();
    const { index, pipeline } = gated(Number.POSITIVE_INFINITY, predictor);
    await pipeline.run([nothing, cat]);
    await pipeline.run([nothing]);
    expect(predictor.asked).toEqual([['q1']]);
    expect(index.calls).toEqual({ search: 2, fetch: 0 });
  });

  it('lets all with hits through at -Infinity', async () => {
    const { search, second, pipeline } = gated(Number.NEGATIVE_INFINITY);
    const queries = [cat, lion];
    expect(outcome(await pipeline.run(queries))).toEqual(outcome(await search.pipe(second).run(queries)));
  });

  it('shares its work with other branches of a fusion: the first pass always, the rest where all pass', async () => {
    const { index, search, second, pipeline } = gated(1);
    await fuse(reciprocalRank, pipeline, search.pipe(second), search).run([cat, lion]);
    expect(index.calls).toEqual({ search: 2, fetch: 1 });
  });

  it('gives the same rankings whatever the batch size and concurrency', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('cat', 'lion', 'purr', 'market', 'zebra'), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        async (texts, batchSize, concurrency) => {
          const { pipeline } = gated(2);
          const queries = texts.map((text, i) => ({ id: `q${i}`, text }));
          expect(outcome(await pipeline.run(queries, { batchSize, concurrency }))).toEqual(
            outcome(await pipeline.run(queries)),
          );
        },
      ),
      { numRuns: 50 },
    ));

  it('states what it needs, promises nothing, and drops what lies behind it drops', () => {
    const index = createIndex();
    const search = retrieve(index, { encoder: analyzer });
    const through = feedback(appendText, { documents: index, judge: topK(1) }).pipe(search);
    const reading: Predictor<'vector'> = { ...countHits(), reads: ['vector'] };
    const stage = gate(reading, { atLeast: 0, through });
    expect([...stage.requires].sort()).toEqual(['text', 'vector']);
    expect(stage.adds).toEqual([]);
    expect(stage.drops).toEqual(through.drops);
    expect(stage.drops).toContain('vector');
  });

  it('refuses predictions that are not one finite number a ranking', async () => {
    for (const predictions of [[], [1, 2], [Number.NaN], [Number.POSITIVE_INFINITY], [untyped('1')]]) {
      const faulty: Predictor = { ...countHits(), name: 'faulty', predict: async () => predictions };
      await expect(gated(0, faulty).pipeline.run([cat])).rejects.toMatchObject({
        code: 'PLUGIN_CONTRACT',
        message: expect.stringMatching(/^faulty /),
      });
    }
  });

  it('refuses thresholds and stages that make no gate', () => {
    const { search, second } = gated(0);
    const build = (options: unknown) => () => gate(countHits(), untyped(options));
    const thrown = (code: string) => expect.objectContaining({ code });
    expect(build({ atLeast: Number.NaN, through: second })).toThrow(thrown('INVALID_OPTION'));
    expect(build({ through: second })).toThrow(thrown('INVALID_OPTION'));
    expect(build({ atLeast: 0 })).toThrow(thrown('INVALID_OPTION'));
    expect(build({ atLeast: 0, through: search })).toThrow(thrown('INCOMPATIBLE_STAGES'));
  });
});
