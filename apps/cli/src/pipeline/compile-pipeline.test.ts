import { buildSparse } from '@reprise/sparse';
import { english } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import type { Indexes } from '../indexes/indexes.js';
import { UsageError } from '../usage-error.js';
import { compilePipeline } from './compile-pipeline.js';
import { feedsBack, firstPass, planPipeline } from './plan-pipeline.js';

const index = await buildSparse([
  { id: 'a', text: 'apple banana apple' },
  { id: 'b', text: 'banana cherry' },
  { id: 'c', text: 'apple cherry cherry date' },
]);
const indexes: Indexes = {
  text: { index, encoder: english() },
  encoded: () => {
    throw new UsageError('nothing is encoded here');
  },
  model: () => {
    throw new UsageError('there are no models here');
  },
  languageModel: () => {
    throw new UsageError('there are no language models here');
  },
  close: async () => {},
};
const ids = async (source: string, hits?: number): Promise<string[]> => {
  const pipeline = compilePipeline(planPipeline(source), indexes, hits === undefined ? {} : { hits });
  const [ranking] = await pipeline.run([{ id: 'q', text: 'banana' }]);
  return ranking?.hits.map(({ id }) => id) ?? [];
};

describe('a pipeline of words', () => {
  it('searches by the factories of the packages, with their options', async () => {
    expect(await ids('bm25')).toEqual(['b', 'a']);
    expect(await ids('dirichlet(mu=10)')).toEqual(['b', 'a']);
    expect(await ids('bm25 >> rm3(documents=1, maxDocumentFrequency=1) >> bm25')).toEqual(['b', 'a', 'c']);
    expect(await ids('bm25 >> rm3(documents=1, maxDocumentFrequency=1, pattern="^b") >> bm25')).toEqual([
      'b',
      'a',
    ]);
  });

  it('gives as many hits as were asked for; a stage that says k wins', async () => {
    expect(await ids('bm25', 1)).toEqual(['b']);
    expect(await ids('bm25(k=2)', 1)).toEqual(['b', 'a']);
    expect(await ids('bm25(k=1) >> rm3(maxDocumentFrequency=1) >> bm25', 3)).toEqual(['b', 'a', 'c']);
  });

  it('compares with its first search', () => {
    for (const source of ['bm25(k=1) >> rm3 >> bm25', 'fuse(rrf, bm25(k=1) >> rm3 >> bm25, dirichlet)']) {
      const { stages } = firstPass(planPipeline(source));
      expect(stages).toMatchObject([{ word: { does: 'search' }, options: { k: 1 } }]);
      expect(stages).toHaveLength(1);
    }
    expect(feedsBack(planPipeline('fuse(rrf, bm25, bm25 >> rm3 >> bm25)'))).toBe(true);
    expect(feedsBack(planPipeline('fuse(rrf, bm25, dirichlet)'))).toBe(false);
  });

  it('gates feedback by a predictor of the first pass', async () => {
    const expand = 'rm3(documents=1, maxDocumentFrequency=1) >> bm25';
    for (const predictor of ['scoreSpread', 'clarity(depth=1)', 'agreement(dirichlet, depth=3)']) {
      expect(await ids(`bm25 >> gate(${predictor}, ${expand}, atLeast=-1)`), predictor).toEqual([
        'b',
        'a',
        'c',
      ]);
      expect(await ids(`bm25 >> gate(${predictor}, ${expand}, atLeast=99)`), predictor).toEqual(['b', 'a']);
    }
    expect(feedsBack(planPipeline(`bm25 >> gate(clarity, ${expand}, atLeast=1)`))).toBe(true);
  });

  it('fuses stages, before feedback and after it, inside one another, and from hits', async () => {
    const expand = 'rm3(documents=1, maxDocumentFrequency=1)';
    for (const source of [
      'fuse(rrf, bm25, dirichlet)',
      'fuse(rrf(k=2, weights="1,0.5"), bm25, dirichlet)',
      'fuse(interpolate(weight=0.3, normalise=none, absent=minimum), bm25, dirichlet)',
      'fuse(combSum(normalise=zScore), bm25, dirichlet, atire)',
    ]) {
      expect(await ids(source), source).toEqual(['b', 'a']);
    }
    for (const source of [
      `fuse(rrf, bm25, dirichlet) >> ${expand} >> bm25`,
      `fuse(combMnz, bm25, bm25 >> ${expand} >> bm25)`,
      `fuse(rrf, bm25, fuse(rrf, bm25, dirichlet) >> ${expand} >> bm25)`,
      `bm25 >> fuse(rrf, ${expand} >> bm25, ${expand} >> dirichlet(mu=100))`,
    ]) {
      expect((await ids(source)).sort(), source).toEqual(['a', 'b', 'c']);
    }
    expect(await ids(`fuse(rrf, bm25, bm25 >> ${expand} >> bm25)`, 2)).toHaveLength(2);
  });

  it('refuses what does not exist or does not fit, and names the nearest', () => {
    for (const [source, fault] of [
      ['gate(clarity, rm3 >> bm25, atLeast=1)', /gate looks at hits: put a stage that searches before it/],
      ['bm25 >> gate(clarity, rm3 >> bm25)', /gate has no threshold/],
      ['bm25 >> gate(clarity, atLeast=1)', /gate takes a predictor and what lies behind the gate/],
      [
        'bm25 >> gate(clarty, rm3 >> bm25, atLeast=1)',
        /expected a predictor, not clarty \(did you mean clarity\?\)/,
      ],
      ['bm25 >> gate(agreement, rm3 >> bm25, atLeast=1)', /agreement takes another pipeline to compare with/],
      [
        'bm25 >> gate(clarity(bm25), rm3 >> bm25, atLeast=1)',
        /clarity takes options as key=value and no stages/,
      ],
      ['bm25 >> gate(clarity, rm3, atLeast=1)', /rm3 gives a query/],
      ['bm25 >> clarity', /clarity looks at hits: write it as the first argument of gate/],
      ['bm52', /there is no stage bm52 \(did you mean bm25\?\); known stages: bm25, .*rm3/],
      ['bm25(k3=8)', /bm25 has no option k3 \(did you mean k\?\); it has: k, k1, b, lengths/],
      ['bm25(k1=high)', /k1 of bm25 must be a number/],
      ['bm25 >> rm3(pattern="(") >> bm25', /pattern of rm3 must be a pattern in quotes, or false/],
      ['rm3 >> bm25', /rm3 learns from hits: put a stage that searches before it/],
      ['bm25 >> rm3', /rm3 gives a query: search with it/],
      ['bm25 >> rm3 >> rm3 >> bm25', /rm3 learns from hits/],
      ['bm25 >> bm25', /put a feedback stage between them/],
      ['fuse(bm25, dirichlet)', /expected a method of fusion, not bm25; known methods: rrf, /],
      ['fuse(rff, bm25)', /expected a method of fusion, not rff \(did you mean rrf\?\)/],
      ['fuse', /expected a method of fusion; known/],
      ['fuse(rrf)', /give it stages after the method/],
      ['fuse(k=1, rrf, bm25)', /fuse takes no options/],
      ['fuse(rrf(weights=high), bm25)', /weights of rrf must be numbers in quotes/],
      ['fuse(isr(k=1), bm25)', /isr has no option k; it has none/],
      ['rrf(k=60)', /rrf merges rankings: write it as the first argument of fuse/],
      ['fuse(rrf, bm25 >> rm3)', /rm3 gives a query/],
      ['fuse(rrf, rm3 >> bm25)', /rm3 learns from hits/],
      ['bm25 >> fuse(rrf, bm25)', /put a feedback stage between them/],
      ['bm25(dense)', /bm25 takes options as key=value and no stages/],
    ] as const) {
      expect(() => planPipeline(source), source).toThrow(UsageError);
      expect(() => planPipeline(source), source).toThrow(fault);
    }
  });

  it('tells a refused value as a usage error with its place', () => {
    for (const source of [
      'fuse(rrf(k=-1), bm25)',
      'fuse(rrf(form=other), bm25)',
      'fuse(combSum(normalise=minmax), bm25)',
      'bm25(b=2)',
      'bm25(k=0)',
      'bm25 >> rm3(documents=-1) >> bm25',
      'bm25 >> rm3(weight=2) >> bm25',
    ]) {
      expect(() => compilePipeline(planPipeline(source), indexes), source).toThrow(UsageError);
    }
    expect(() => compilePipeline(planPipeline('bm25 >> rm3(weight=2) >> bm25'), indexes)).toThrow(
      /weight is 2.*\n.*\n {10}\^/,
    );
  });
});
