import { retrieve, type Stage } from '@reprise/core';
import { compareHits, type Hit, type Qrels, RepriseError, type Retriever, type Run } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { experiment } from './experiment.js';

const hits = (...ids: string[]): Hit[] => ids.map((id, i) => ({ id, score: ids.length - i }));
const grades = (...ids: string[]): Map<string, number> => new Map(ids.map((id) => [id, 1]));
const runOf = (lists: Readonly<Record<string, readonly Hit[]>>): Run => new Map(Object.entries(lists));

// RR of the baseline: a 1, b 1/2, c 0, d 1/4; of the system: a 1/2, b 1, c 1, d 1/4.
const qrels: Qrels = new Map([
  ['a', grades('1')],
  ['b', grades('1')],
  ['c', grades('1')],
  ['d', grades('1')],
  ['unasked', grades('1')],
]);
const queries = ['a', 'b', 'c', 'd', 'unjudged'].map((id) => ({ id }));
const baseline = {
  name: 'baseline',
  run: runOf({ a: hits('1', '2'), b: hits('2', '1'), d: hits('2', '3', '4', '1'), unjudged: hits('1') }),
};
const system = {
  name: 'system',
  run: runOf({ a: hits('2', '1'), b: hits('1'), c: hits('1'), d: hits('2', '3', '4', '1') }),
};
const options = { systems: [baseline, system], queries, qrels, measures: ['RR'] };

/** Scores documents by the words they share with the query. */
const words: Retriever<'text'> = {
  spec: 'v1',
  name: 'words',
  reads: ['text'],
  search: async (batch, k) =>
    batch.map(({ text }) => {
      const wanted = new Set(text.split(' '));
      return [...documents]
        .map(
          ([id, document]): Hit => ({ id, score: document.split(' ').filter((w) => wanted.has(w)).length }),
        )
        .filter(({ score }) => score > 0)
        .sort(compareHits)
        .slice(0, k);
    }),
};
const documents = new Map([
  ['d1', 'red fox'],
  ['d2', 'red red rose'],
  ['d3', 'grey fox'],
]);
const texts = [
  { id: 'q1', text: 'red fox' },
  { id: 'q2', text: 'rose' },
  { id: 'q3', text: 'whale' },
];
const textQrels: Qrels = new Map([
  ['q1', grades('d3')],
  ['q2', grades('d2')],
  ['q3', grades('d1')],
]);

const refusal = async (changes: Partial<Parameters<typeof experiment>[0]>): Promise<unknown> =>
  experiment({ ...options, ...changes }).catch((error: unknown) =>
    RepriseError.isInstance(error) ? `${error.code}: ${error.message}` : error,
  );

describe('experiment', () => {
  it('counts a pipeline by the order it gave, ties included, and a run by the rule of trec_eval', async () => {
    const tied = [
      { id: 'a', score: 1 },
      { id: 'b', score: 1 },
    ];
    const { systems } = await experiment({
      systems: [
        {
          name: 'pipeline',
          pipeline: { run: async (batch) => batch.map((query) => ({ query, hits: tied })) },
        },
        { name: 'run', run: new Map([['q', tied]]) },
      ],
      queries: [{ id: 'q' }],
      qrels: new Map([['q', new Map([['a', 1]])]]),
      measures: ['RR'],
    });
    expect(systems.map(({ results }) => results[0]?.mean)).toEqual([1, 0.5]);
  });

  it('compares with the baseline query by query; queries without judgements or not asked do not count', async () => {
    const result = await experiment({ ...options, risk: [0, 1] });
    expect(result).toMatchObject({
      baseline: 'baseline',
      test: 't',
      correction: 'holm',
      significance: 0.05,
      measures: ['RR'],
      queries: ['a', 'b', 'c', 'd'],
    });
    const [first, second] = result.systems;
    expect(first).toEqual({
      name: 'baseline',
      run: baseline.run,
      results: [{ measure: 'RR', mean: 1.75 / 4, values: [1, 0.5, 0, 0.25] }],
    });
    // δ = −1/2, 1/2, 1, 0: mean 1/4; squared deviations 9/16 + 1/16 + 9/16 + 1/16 = 20/16, so t = (1/4)/√(5/48).
    const comparison = second!.results[0]!.comparison!;
    expect(second!.results[0]!.values).toEqual([0.5, 1, 1, 0.25]);
    expect(comparison).toMatchObject({
      meanDifference: 0.25,
      wins: 2,
      ties: 1,
      losses: 1,
      significant: false,
      helped: [
        { query: 'c', baseline: 0, system: 1, difference: 1 },
        { query: 'b', baseline: 0.5, system: 1, difference: 0.5 },
      ],
      hurt: [{ query: 'a', baseline: 1, system: 0.5, difference: -0.5 }],
    });
    expect(comparison.risks[0]!.uRisk).toBe(0.25);
    expect(comparison.risks[0]!.tRisk).toBeCloseTo(0.25 / Math.sqrt(5 / 48), 12);
    expect(comparison.risks[1]).toMatchObject({ alpha: 1, uRisk: 0.125 });
  });

  it('compares every two systems, as one family with the baseline, where it is asked to', async () => {
    const copy = { ...baseline, name: 'copy' };
    const result = await experiment({
      ...options,
      systems: [copy, baseline, system],
      baseline: 'baseline',
      test: 'randomization',
      correction: 'bonferroni',
      compare: 'all',
    });
    const { pairs } = result;
    expect(pairs?.map(({ measure, first, second }) => [measure, first, second])).toEqual([
      ['RR', 'baseline', 'copy'],
      ['RR', 'baseline', 'system'],
      ['RR', 'copy', 'system'],
    ]);
    // p is 6/8 as below; times three pairs it is at most 1.
    expect(pairs?.[1]).toMatchObject({
      meanDifference: 0.25,
      wins: 2,
      ties: 1,
      losses: 1,
      p: 0.75,
      corrected: 1,
    });
    expect(pairs?.[2]).toEqual({ ...pairs?.[1], first: 'copy' });
    expect(result.systems[2]!.results[0]!.comparison).toMatchObject({ p: 0.75, corrected: 1, wins: 2 });
    expect(await experiment(options)).not.toHaveProperty('pairs');
    expect(await experiment({ ...options, systems: [baseline], compare: 'all' })).toHaveProperty('pairs', []);
  });

  it('corrects one family a measure, the baseline left out', async () => {
    // δ = −1/2, 1/2, 1 sums to 1; of the eight sums ±1/2 ±1/2 ±1 the two that are 0 are nearer to 0: p = 6/8.
    const copy = { ...baseline, name: 'copy' };
    const result = await experiment({
      ...options,
      systems: [copy, baseline, system],
      baseline: 'baseline',
      test: 'randomization',
      correction: 'bonferroni',
    });
    const of = (i: number) => result.systems[i]!.results[0]!.comparison;
    expect(result.systems.map(({ name }) => name)).toEqual(['copy', 'baseline', 'system']);
    expect(of(0)).toMatchObject({ p: 1, corrected: 1, wins: 0, ties: 4, losses: 0 });
    expect(of(1)).toBeUndefined();
    expect(of(2)).toMatchObject({ p: 0.75, corrected: 1 });
  });

  // Ranks of δ = −1/2, 1/2, 1: 1.5, 1.5, 3. Three of the eight assignments have W ≤ 1.5: p = 2·3/8.
  it("takes Wilcoxon's test and the correction of Benjamini and Hochberg", async () => {
    const changes = { test: 'wilcoxon', correction: 'benjamini-hochberg' } as const;
    const result = await experiment({ ...options, ...changes });
    expect(result).toMatchObject(changes);
    expect(result.systems[1]!.results[0]!.comparison).toMatchObject({ p: 0.75, corrected: 0.75 });
  });

  it('takes the query itself out of its ranking, if asked', async () => {
    const run = runOf({ a: hits('a', '1') });
    const asked = { ...options, systems: [{ name: 'self', run }], queries: [{ id: 'a' }] };
    const of = async (ignoreIdenticalIds: boolean) =>
      (await experiment({ ...asked, ignoreIdenticalIds })).systems[0]!.results[0]!.mean;
    expect(await of(false)).toBe(0.5);
    expect(await of(true)).toBe(1);
  });

  it('marks a difference below the level of significance, and only there', async () => {
    const strict = await experiment({ ...options, test: 'randomization', significance: 0.75 });
    const lax = await experiment({ ...options, test: 'randomization', significance: 0.76 });
    expect(strict.systems[1]!.results[0]!.comparison!.significant).toBe(false);
    expect(lax.systems[1]!.results[0]!.comparison!.significant).toBe(true);
  });

  it('computes nDCG@10, AP and R@1000 unless told otherwise, and passes options of evaluate on', async () => {
    expect((await experiment({ systems: [baseline], queries, qrels })).measures).toEqual([
      'nDCG@10',
      'AP',
      'R@1000',
    ]);
    const cut = await experiment({ ...options, depth: 1 });
    expect(cut.systems[0]!.results[0]!.values).toEqual([1, 0, 0, 0]);
    const graded = await experiment({ ...options, level: 2 });
    expect(graded.systems[0]!.results[0]!.mean).toBe(0);
  });

  it('runs pipelines of core on the judged queries, times them and keeps their runs', async () => {
    const seen: string[] = [];
    const spy: Retriever<'text'> = {
      ...words,
      search: (batch, k, run) => {
        seen.push(...batch.map(({ id }) => id));
        return words.search(batch, k, run);
      },
    };
    const start = performance.now();
    const result = await experiment({
      systems: [
        { name: 'all', pipeline: retrieve(spy) },
        { name: 'first', pipeline: retrieve(words, { k: 1 }) },
      ],
      queries: [...texts, { id: 'unjudged', text: 'fox' }],
      qrels: textQrels,
      measures: ['RR'],
    });
    expect(seen).toEqual(['q1', 'q2', 'q3']);
    // q1: d1 and d2 share two words, and trec_eval puts d2 first of the two; d3 shares one and is third.
    expect(result.systems[0]!.results[0]!.values).toEqual([1 / 3, 1, 0]);
    expect(result.systems[1]!.results[0]!.values).toEqual([0, 1, 0]);
    const [all, first] = result.systems;
    expect(all!.milliseconds).toBeGreaterThanOrEqual(0);
    expect(all!.milliseconds! + first!.milliseconds!).toBeLessThanOrEqual(performance.now() - start);
    expect(result.systems[0]!.run.get('q3')).toEqual([]);
    expect(result.systems[0]!.run.get('q2')).toEqual([{ id: 'd2', score: 1 }]);
  });

  it('gives the same result whatever the batch size, the concurrency and the order of the queries', async () => {
    const of = async (batchSize: number, concurrency: number, asked: typeof texts) => {
      const result = await experiment({
        systems: [
          { name: 'all', pipeline: retrieve(words) },
          { name: 'first', pipeline: retrieve(words, { k: 1 }) },
        ],
        queries: asked,
        qrels: textQrels,
        test: 'randomization',
        risk: [1, 5],
        batchSize,
        concurrency,
      });
      return JSON.stringify({
        ...result,
        systems: result.systems.map(({ name, results }) => [name, results]),
      });
    };
    const expected = await of(64, 1, texts);
    for (const batchSize of [1, 2, 7]) {
      for (const concurrency of [1, 8]) {
        expect(await of(batchSize, concurrency, texts)).toBe(expected);
        expect(await of(batchSize, concurrency, [...texts].reverse())).toBe(expected);
      }
    }
  });

  it('takes ids and names that plain objects choke on', async () => {
    const ids = ['__proto__', 'constructor', '🦊', 'a|b & c'];
    const hostile: Qrels = new Map(ids.map((id) => [id, grades(id)]));
    const run: Run = new Map(ids.map((id) => [id, hits(id)]));
    const result = await experiment({
      systems: ids.map((name) => ({ name, run })),
      queries: ids.map((id) => ({ id })),
      qrels: hostile,
      baseline: '__proto__',
      measures: ['RR'],
    });
    expect(result.systems.map(({ name }) => name)).toEqual(ids);
    expect(result.systems.map(({ results }) => results[0]!.mean)).toEqual([1, 1, 1, 1]);
    expect(Object.prototype).not.toHaveProperty('run');
  });

  it('refuses what makes no experiment, before anything runs', async () => {
    const never: Stage<'query', 'ranking'> = retrieve({
      spec: 'v1',
      name: 'never',
      reads: [],
      search: async () => {
        throw new Error('it ran');
      },
    });
    const systems = [{ name: 'never', pipeline: never }];
    expect(String(await refusal({ systems }))).toMatch(/it ran/);
    expect(await refusal({ systems: [] })).toMatch(/^INVALID_OPTION: systems is "\[\]": give at least one$/);
    expect(await refusal({ systems: [{ name: '', pipeline: never }] })).toMatch(/^INVALID_ID: .*system 0/);
    expect(await refusal({ systems: [...systems, ...systems] })).toMatch(/^DUPLICATE_ID: .*system "never"/);
    expect(await refusal({ systems, queries: [...queries, { id: 'a' }] })).toMatch(
      /^DUPLICATE_ID: .*query "a"/,
    );
    expect(await refusal({ systems, queries: [] })).toMatch(/^INVALID_INPUT: none of the 0 queries/);
    expect(await refusal({ systems, queries: [{ id: 'x' }] })).toMatch(
      /^INVALID_INPUT: none of the 1 queries/,
    );
    expect(await refusal({ systems, baseline: 'bm25' })).toMatch(
      /^INVALID_OPTION: baseline is "bm25".*"never"/,
    );
    expect(await refusal({ systems, measures: ['nDGC@10'] })).toMatch(/^INVALID_OPTION: .*nDGC@10/);
    expect(await refusal({ systems, measures: [] })).toMatch(/^INVALID_OPTION: measures/);
    expect(await refusal({ systems, test: 'sign' as 't' })).toBe(
      'INVALID_OPTION: test is "sign": give one of "t", "wilcoxon", "randomization"',
    );
    expect(await refusal({ systems, correction: 'fdr' as 'none' })).toMatch(
      /^INVALID_OPTION: correction is "fdr"/,
    );
    expect(await refusal({ systems, compare: 'pairs' as 'all' })).toMatch(
      /^INVALID_OPTION: compare is "pairs"/,
    );
    const many = Array.from({ length: 27 }, (_, i) => ({ ...baseline, name: `system ${i}` }));
    expect(await refusal({ systems: many, compare: 'all' })).toMatch(
      /^INVALID_OPTION: systems is "27 systems": give at most 26/,
    );
    expect(await refusal({ systems: many })).toHaveProperty('systems.length', 27);
    const lettered = await refusal({ systems: many.slice(1), compare: 'all' });
    expect(lettered).toHaveProperty('pairs.length', (26 * 25) / 2);
    for (const significance of [0, 1, Number.NaN])
      expect(await refusal({ systems, significance })).toBe(
        `INVALID_OPTION: significance is ${significance}: give a number between 0 and 1`,
      );
    expect(await refusal({ systems, risk: [1, -1] })).toMatch(/^INVALID_OPTION: alpha is -1/);
    expect(await refusal({ systems, samples: 0 })).toMatch(/^INVALID_OPTION: samples is 0/);
    expect(await refusal({ systems: [{ name: 'x' } as (typeof systems)[0]] })).toMatch(
      /^INVALID_OPTION: system "x" is undefined: give a pipeline or a run/,
    );
    expect(await refusal({ systems, level: 0 })).toMatch(/^INVALID_OPTION: level is 0/);
  });

  it('refuses a run with a score that is not finite, and a pipeline that loses a query or gives no rankings', async () => {
    const run = runOf({ a: [{ id: '1', score: Number.NaN }] });
    expect(await refusal({ systems: [{ name: 'broken', run }] })).toMatch(/^INVALID_INPUT: .*NaN/);
    const pipeline = { run: async () => [] };
    expect(await refusal({ systems: [{ name: 'lossy', pipeline }] })).toMatch(
      /^PLUGIN_CONTRACT: .*0 rankings for 4 queries/,
    );
    const echo = { run: async (batch: readonly unknown[]) => batch as never };
    const half = {
      run: async (batch: readonly { id: string }[]) =>
        batch.map((query, i) => (i > 0 ? query : { query, hits: [] })) as never,
    };
    for (const pipeline of [echo, half])
      expect(await refusal({ systems: [{ name: 'echo', pipeline }] })).toBe(
        'PLUGIN_CONTRACT: a pipeline gave something else than rankings: end it in a search',
      );
  });

  it('says in its refusals, as data, what it found and what it needs', async () => {
    const details = async (changes: Partial<Parameters<typeof experiment>[0]>): Promise<unknown> =>
      experiment({ ...options, ...changes }).catch((error: { details?: unknown }) => error.details);
    expect(await details({ queries: [{ id: 'x' }, { id: 'y' }] })).toEqual({ queries: 2, judged: 5 });
    expect(await details({ systems: [system, system] })).toEqual({ value: 'system' });
    expect(await details({ systems: [{ name: 'lossy', pipeline: { run: async () => [] } }] })).toEqual({
      expected: 4,
      found: 0,
    });
  });

  it('stops when it is aborted', async () => {
    expect(await refusal({ signal: AbortSignal.abort() })).toMatch(/^ABORTED/);
    const controller = new AbortController();
    const pipeline = retrieve({
      ...words,
      search: async (batch) => {
        controller.abort();
        return batch.map(() => []);
      },
    });
    const run = experiment({
      systems: [
        { name: 'one', pipeline },
        { name: 'two', pipeline },
      ],
      queries: texts,
      qrels: textQrels,
      signal: controller.signal,
      batchSize: 1,
    });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
