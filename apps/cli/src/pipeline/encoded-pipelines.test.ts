import { buildDense } from '@reprise/dense';
import type { SparseEncoder } from '@reprise/encoders';
import { buildSparse, impact } from '@reprise/sparse';
import { english } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import type { Encoded, Indexes } from '../indexes/indexes.js';
import { UsageError } from '../usage-error.js';
import { compilePipeline } from './compile-pipeline.js';
import { firstPass, needsOf, planPipeline } from './plan-pipeline.js';
import { planeEncoder, vector } from './plane-encoder.test-support.js';

const index = await buildSparse([
  { id: 'a', text: 'apple banana apple' },
  { id: 'b', text: 'banana cherry' },
  { id: 'c', text: 'apple cherry cherry date' },
]);

/** Vectors in a plane; every query is that of document a. */
const plane: Encoded = {
  index: await buildDense(
    [
      { id: 'a', vector: vector(1, 0) },
      { id: 'b', vector: vector(0.8, 0.6) },
      { id: 'c', vector: vector(0, 1) },
    ],
    { similarity: 'cosine' },
  ),
  encoder: planeEncoder(async (batch) => batch.map(() => ({ vector: vector(1, 0) }))),
};

const terms = (weights: Record<string, number>) => new Map(Object.entries(weights));
const pieces: Encoded = {
  index: await buildSparse(
    [
      { id: 'a', terms: terms({ ban: 2, app: 1 }) },
      { id: 'b', terms: terms({ ban: 1, '##che': 3 }) },
      { id: 'c', terms: terms({ '##che': 1 }) },
    ],
    { similarity: impact() },
  ),
  encoder: {
    spec: 'v1',
    name: 'pieces',
    kind: 'splade',
    reads: ['text'],
    writes: ['terms'],
    encode: async (batch) => batch.map(() => ({ terms: terms({ ban: 1 }) })),
    close: async () => {},
  } satisfies SparseEncoder,
};

const indexes: Indexes = {
  text: { index, encoder: english() },
  encoded: ({ kind }) => (kind === 'dense' ? plane : pieces),
  model: () => {
    throw new UsageError('there are no models here');
  },
  languageModel: () => {
    throw new UsageError('there are no language models here');
  },
  close: async () => {},
};
const ids = async (source: string): Promise<string> => {
  const [ranking] = await compilePipeline(planPipeline(source), indexes).run([{ id: 'q', text: 'banana' }]);
  return ranking?.hits.map(({ id }) => id).join('') ?? '';
};

describe('words over what a model encoded', () => {
  it('search by it, and pass on k hits', async () => {
    expect(await ids('dense')).toBe('abc');
    expect(await ids('dense(k=2)')).toBe('ab');
    expect(await ids('dense(encoder=minilm)')).toBe('abc');
    expect(await ids('impact')).toBe('ab');
    expect(await ids('impact(k=1, encoder="models/splade")')).toBe('a');
  });

  it('feed back over vectors, as worked by hand', async () => {
    // The mean of the query and of all three is (2.8, 1.6) / 4: cosines 0.868, 0.992 and 0.496.
    expect(await ids('dense >> vectorAverage(documents=3) >> dense')).toBe('bac');
    // The mean of all three alone is (1.8, 1.6) / 3: cosines 0.747, 0.996 and 0.664.
    expect(await ids('dense >> vectorRocchio(documents=3, alpha=0, beta=1) >> dense')).toBe('bac');
    // Away from b and c: (1, 0) - (0.4, 0.8).
    expect(await ids('dense >> vectorRocchio(documents=0, bottom=2, alpha=1, gamma=1) >> dense')).toBe('abc');
    expect(await ids('dense >> dime(documents=1, keep=0.5) >> dense')).toBe('abc');
    expect(await ids('dense >> dime(importance=softmax, temperature=0.1) >> dense')).toBe('abc');
    const limited = 'vectorRocchio(documents=3, alpha=1, beta=9, maxShift=0.01, normalise=inputs)';
    expect(await ids(`dense >> ${limited} >> dense`)).toBe('abc');
  });

  it('feed back over the terms of the stage before, text or pieces', async () => {
    const rm3 = 'rm3(documents=2, pattern=false, maxDocumentFrequency=1)';
    expect(await ids(`impact >> ${rm3} >> impact`)).toHaveLength(3);
    expect(await ids('impact >> rm3(documents=2, maxDocumentFrequency=1) >> impact')).toHaveLength(3);
    expect(await ids('impact >> rm3(documents=2, pattern="^ban", maxDocumentFrequency=1) >> impact')).toBe(
      'ab',
    );
    expect(await ids(`fuse(interpolate, bm25, dense) >> ${rm3} >> bm25`)).toHaveLength(3);
    expect(await ids(`fuse(rrf, bm25, impact) >> ${rm3} >> bm25`)).toHaveLength(3);
  });

  it('feed back from a fusion that searched by them', async () => {
    expect(await ids('fuse(interpolate, bm25, dense) >> vectorRocchio(documents=3) >> dense')).toBe('bac');
    expect(await ids('fuse(rrf, dense, bm25) >> vectorAverage(documents=3) >> dense')).toBe('bac');
    expect(await ids('fuse(rrf, bm25 >> rm3 >> bm25, dense >> vectorAverage >> dense)')).toHaveLength(3);
  });

  it('score the hits of another stage anew, and those of their own after feedback', async () => {
    expect(await ids('bm25 >> rescore(dense)')).toBe('ab');
    expect(await ids('bm25(k=1) >> rescore(dense)')).toBe('b');
    expect(await ids('bm25 >> rescore(dense, depth=1)')).toBe('b');
    expect(await ids('bm25 >> rescore(dense(k=1), depth=2)')).toBe('a');
    expect(await ids('dense >> rescore(bm25(b=0))')).toHaveLength(3);
    expect(await ids('dense(k=2) >> vectorAverage(documents=2) >> rescore(dense)')).toBe('ab');
    expect(await ids('dense >> vectorAverage(documents=3) >> rescore(dense)')).toBe('bac');
    expect(await ids('bm25 >> rescore(dense) >> vectorAverage(documents=2) >> dense')).toHaveLength(3);
    expect(await ids('fuse(rrf, bm25, bm25 >> rescore(dense))')).toBe('ab');
  });

  it('stand before a gate and behind it', async () => {
    const behind = 'vectorAverage(documents=3) >> dense';
    for (const predictor of ['scoreSpread', 'agreement(bm25)', 'agreement(dense)']) {
      expect(await ids(`dense >> gate(${predictor}, ${behind}, atLeast=-9)`), predictor).toBe('bac');
      expect(await ids(`dense >> gate(${predictor}, ${behind}, atLeast=9)`), predictor).toBe('abc');
    }
    expect(await ids(`fuse(rrf, dense, bm25) >> gate(clarity, ${behind}, atLeast=-9)`)).toBe('bac');
  });

  it('are said to be needed, once each, also within fusions and gates', () => {
    const plans = [
      'fuse(rrf, bm25, dense >> vectorAverage >> dense)',
      'bm25 >> gate(agreement(impact(encoder=x)), rm3 >> bm25, atLeast=0)',
      'dense >> vectorRocchio >> dense(encoder=minilm)',
      'bm25 >> rescore(impact(encoder=y))',
    ].map((source) => planPipeline(source));
    expect(needsOf(plans)).toEqual({
      encoded: [
        { kind: 'dense' },
        { kind: 'impact', encoder: 'x' },
        { kind: 'dense', encoder: 'minilm' },
        { kind: 'impact', encoder: 'y' },
      ],
      models: [],
      languageModels: [],
      texts: false,
      features: false,
    });
    expect(firstPass(plans[2] as (typeof plans)[number]).stages).toMatchObject([
      { word: { searches: 'dense' } },
    ]);
  });
});

describe('words over what a model encoded are refused', () => {
  it('where they are misspelt or misplaced, with the nearest', () => {
    for (const [source, fault] of [
      ['dens', /there is no stage dens \(did you mean dense\?\)/],
      ['impct', /there is no stage impct \(did you mean impact\?\)/],
      ['dense >> vectorRochio >> dense', /did you mean vectorRocchio\?/],
      ['dense >> vectoraverage >> dense', /did you mean vectorAverage\?/],
      ['dense >> dim >> dense', /did you mean dime\?/],
      ['dense(encodr=minilm)', /dense has no option encodr \(did you mean encoder\?\); it has: k, encoder/],
      ['dense(encoder=5)', /encoder of dense must be a name/],
      ['impact(k=many)', /k of impact must be a number/],
      [
        'dense >> vectorAverage(terms=5) >> dense',
        /vectorAverage has no option terms.*it has: documents, bottom, normalise/,
      ],
      ['dense >> vectorRocchio(alpha=high) >> dense', /alpha of vectorRocchio must be a number/],
      ['dense >> vectorRocchio', /vectorRocchio gives a query: search with it/],
      ['vectorAverage >> dense', /vectorAverage learns from hits: put a stage that searches before it/],
      ['dense >> impact', /put a feedback stage between them/],
      ['dense(bm25)', /dense takes options as key=value and no stages/],
      ['gate(scoreSpread, vectorAverage >> dense, atLeast=1)', /gate looks at hits/],
      ['rescore(dense)', /rescore orders hits anew: put a stage that searches before it/],
      ['bm25 >> rescore', /rescore takes one stage that searches/],
      ['bm25 >> rescore(rm3)', /rescore takes one stage that searches/],
      ['bm25 >> rescore(dense, bm25)', /rescore takes one stage that searches/],
      ['bm25 >> rescore(dense >> vectorAverage >> dense)', /rescore takes one stage that searches/],
      ['bm25 >> rescore(fuse(rrf, bm25))', /rescore takes one stage that searches/],
      ['bm25 >> rescore(dens)', /there is no stage dens \(did you mean dense\?\)/],
      ['bm25 >> rescore(dense, dept=3)', /rescore has no option dept \(did you mean depth\?\)/],
      ['dense >> vectorAverage >> vectorAverage >> dense', /vectorAverage learns from hits/],
      ['dense >> vectorAverage >> gate(scoreSpread, rm3 >> bm25, atLeast=1)', /gate looks at hits/],
    ] as const) {
      expect(() => planPipeline(source), source).toThrow(UsageError);
      expect(() => planPipeline(source), source).toThrow(fault);
    }
  });

  it('where the stages before them know nothing that they learn from, with the remedy and the place', () => {
    for (const [source, fault] of [
      [
        'bm25 >> vectorAverage >> dense',
        /learns from vectors, which no search before it knows: search with dense first\n.*\n {10}\^/,
      ],
      ['impact >> dime >> dense', /search with dense first/],
      ['bm25 >> vectorAverage >> rescore(dense)', /learns from vectors, .*search with dense first/],
      [
        'dense >> rm3 >> bm25',
        /learns from terms, which no search before it knows: search with bm25 or impact first/,
      ],
      ['fuse(rrf, dense, dense) >> rm3 >> bm25', /search with bm25 or impact first/],
      ['fuse(rrf, bm25, dirichlet) >> vectorAverage >> dense', /search with dense first/],
      [
        'dense >> gate(clarity, vectorAverage >> dense, atLeast=0)',
        /looks at terms, .*: search with bm25 first/,
      ],
      ['dense >> gate(scoreSpread, rm3 >> bm25, atLeast=0)', /search with bm25 or impact first/],
      [
        'bm25 >> rm3 >> impact',
        /terms of english here and this stage those of pieces: search both in branches/,
      ],
      ['impact >> rm3 >> bm25', /terms of pieces here and this stage those of english/],
      ['fuse(rrf, bm25, impact) >> rm3 >> impact', /terms of english here and this stage those of pieces/],
    ] as const) {
      expect(() => compilePipeline(planPipeline(source), indexes), source).toThrow(UsageError);
      expect(() => compilePipeline(planPipeline(source), indexes), source).toThrow(fault);
    }
  });

  it('where a value is none that they take', () => {
    for (const [source, fault] of [
      ['dense(k=0)', /k is 0/],
      ['bm25 >> rescore(dense, depth=0)', /depth is 0/],
      ['bm25 >> rescore(dense(k=0))', /k is 0/],
      ['dense >> vectorRocchio(alpha=-1) >> dense', /alpha is -1: give a number of at least 0/],
      ['dense >> vectorRocchio(maxShift=0) >> dense', /maxShift is 0/],
      ['dense >> vectorAverage(normalise=all) >> dense', /normalise is "?all/],
      ['dense >> vectorAverage(documents=-1) >> dense', /-1/],
      ['dense >> dime(keep=0) >> dense', /keep is 0/],
      ['dense >> dime(importance=some) >> dense', /importance is "?some.*feedback, softmax, magnitude/],
      ['dense >> dime(importance=softmax) >> dense', /temperature is .*above 0/],
    ] as const) {
      expect(() => compilePipeline(planPipeline(source), indexes), source).toThrow(UsageError);
      expect(() => compilePipeline(planPipeline(source), indexes), source).toThrow(fault);
    }
  });
});
