import { buildDense } from '@reprise/dense';
import type { DenseEncoder } from '@reprise/encoders';
import type { FeatureStore } from '@reprise/prf-prompt';
import { buildSparse } from '@reprise/sparse';
import { english } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import type { Indexes } from '../indexes/indexes.js';
import type { CrossEncoder, ModelNeed, TrainedEncoder } from '../indexes/models.js';
import { UsageError } from '../usage-error.js';
import { compilePipeline } from './compile-pipeline.js';
import { needsOf, planPipeline } from './plan-pipeline.js';

const texts = new Map([
  ['a', 'apple banana apple'],
  ['b', 'banana cherry'],
  ['c', 'cherry cherry date'],
]);
const index = await buildSparse(
  [...texts].map(([id, text]) => ({ id, text })),
  { text: true },
);

const space = 'plane';
const vector = (x: number, y: number) => ({ space, data: Float32Array.of(x, y) });
/** Right where a text says apple, up where it says cherry. */
const encode: DenseEncoder['encode'] = async (batch) =>
  batch.map(({ text }) => ({
    vector: vector(0.1 + text.split('apple').length, text.split('cherry').length),
  }));
const dense = {
  index: await buildDense(
    [
      { id: 'a', vector: vector(1, 0) },
      { id: 'b', vector: vector(0.6, 0.8) },
      { id: 'c', vector: vector(0, 1) },
    ],
    { similarity: 'cosine' },
  ),
  encoder: {
    spec: 'v1',
    name: space,
    space,
    dimensions: 2,
    similarity: 'cosine',
    reads: ['text'],
    writes: ['vector'],
    encode,
    close: async () => {},
  } satisfies DenseEncoder,
};

/** How often a document says the words of the query. */
const asked: string[] = [];
const crossEncoder: CrossEncoder = {
  spec: 'v1',
  name: 'counting',
  reads: ['text'],
  sees: ['text'],
  score: async (batch) =>
    batch.map(({ query, documents }) => {
      asked.push(query.text);
      const words = query.text.split(' ');
      return Float32Array.from(documents, ({ text }) =>
        text.split(' ').reduce((sum, word) => sum + words.filter((one) => one === word).length, 0),
      );
    }),
  close: async () => {},
};
/** Knows of no plane: its vectors are those of whatever was searched. */
const read: string[] = [];
const trained: TrainedEncoder = {
  ...dense.encoder,
  separator: '|',
  encode: async (batch, role) => {
    read.push(...batch.map(({ text }) => text));
    const made = await encode(batch, role);
    return made.map(({ vector: { data } }) => ({ vector: { space: 'its own', data } }));
  },
};
const features: FeatureStore = {
  spec: 'v1',
  name: 'features',
  kinds: ['features'],
  size: 3,
  features: ['keywords', 'summary'],
  maker: 'by hand',
  has: () => true,
  fetch: async (ids) =>
    new Map(
      ids.map((id) => [id, { features: new Map([['keywords', id === 'b' ? 'cherry, date' : 'fig']]) }]),
    ),
  documents: async function* () {},
  close: async () => {},
};
const opened: ModelNeed[] = [];
const indexes: Indexes = {
  text: { index, encoder: english() },
  encoded: () => dense,
  model: (need) => {
    opened.push(need);
    return need.form === 'crossEncoder' ? crossEncoder : trained;
  },
  features,
  close: async () => {},
};
const run = async (source: string) => {
  const [ranking] = await compilePipeline(planPipeline(source), indexes).run([{ id: 'q', text: 'banana' }]);
  return ranking;
};
const ids = async (source: string): Promise<string> =>
  (await run(source))?.hits.map(({ id }) => id).join('') ?? '';

describe('words over texts', () => {
  it('rerank orders the best hits anew by a model, with the text that feedback wrote', async () => {
    expect(await ids('dense >> rerank(model=m)')).toBe('abc');
    expect(await ids('dense(k=2) >> rerank(model=m, depth=1)')).toHaveLength(1);
    // The text of c behind the query: c says cherry twice and date once, b cherry once and banana once.
    asked.length = 0;
    expect(
      await ids('dense >> rerank(model=m, depth=3) >> concatenate(documents=2) >> rerank(model=m)'),
    ).toBe('abc');
    expect(asked).toEqual(['banana', 'banana apple banana apple banana cherry']);
    expect(await ids('fuse(rrf, bm25, bm25 >> rerank(model=m))')).toHaveLength(2);
  });

  it('concatenate writes a text that every search after it reads', async () => {
    const ranking = await run('bm25 >> concatenate(documents=1) >> bm25');
    expect(ranking?.query.text).toBe('banana banana cherry');
    expect(ranking?.hits.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
    expect(await ids('bm25 >> concatenate(documents=1) >> dense')).toBe('bca');
    expect(await ids('bm25 >> concatenate(documents=1) >> rescore(dense)')).toBe('ba');
  });

  it('ancePrf and lol let a trained encoder read the query and the documents, in the space that was searched', async () => {
    read.length = 0;
    expect(await ids('dense >> ancePrf(model=m) >> dense')).toHaveLength(3);
    expect(await ids('dense >> lol(model=m, documents=1) >> dense')).toHaveLength(3);
    expect(
      await ids('dense >> ancePrf(model=m, documents=1, lowerCase=false) >> rescore(dense)'),
    ).toHaveLength(3);
    expect(read).toEqual([
      'banana|banana cherry|apple banana apple|cherry cherry date',
      'banana|banana cherry',
      'banana|banana cherry',
    ]);
  });

  it('promptPrf writes vectors after dense and terms after bm25', async () => {
    const vectors = await run('dense >> promptPrf(documents=1, features="keywords, summary") >> dense');
    expect(vectors?.query.vector?.space).toBe(space);
    const { terms } = (await run('bm25 >> promptPrf(documents=1) >> bm25'))?.query ?? {};
    expect([...(terms?.keys() ?? [])].sort()).toEqual(['banana', 'cherri', 'date']);
    expect(await ids('bm25 >> promptPrf(features=all, joined=together, weight=0.1) >> bm25')).toHaveLength(3);
    expect(await ids('fuse(rrf, bm25 >> promptPrf >> bm25, dense >> promptPrf >> dense)')).toHaveLength(3);
  });

  it('say which models, texts and features they need, each model once for equal options', () => {
    const plans = [
      'bm25 >> rerank(model=m, depth=5) >> concatenate >> rerank(maxTokens=64, model=n)',
      'dense >> ancePrf(model=m, documents=2, first=32) >> dense >> rerank(depth=7, model=m)',
      'bm25 >> gate(scoreSpread, promptPrf >> bm25 >> rerank(model=n, maxTokens=64), atLeast=0)',
    ].map(planPipeline);
    expect(needsOf(plans)).toEqual({
      encoded: [{ kind: 'dense' }],
      models: [
        { form: 'crossEncoder', options: { model: 'm' } },
        { form: 'crossEncoder', options: { model: 'n', maxTokens: 64 } },
        { form: 'ancePrf', options: { model: 'm', first: 32 } },
      ],
      texts: true,
      features: true,
    });
    expect(needsOf(['bm25 >> rm3 >> bm25'].map(planPipeline))).toMatchObject({
      texts: false,
      features: false,
    });
    expect(needsOf(['bm25 >> concatenate >> bm25'].map(planPipeline))).toMatchObject({ texts: true });
  });
});

describe('words over texts are refused', () => {
  it('where they are misspelt or misplaced, with what to write', () => {
    for (const [source, fault] of [
      ['bm25 >> rerank', /rerank has no model of its own: name the folder of one, as in "rerank\(model=/],
      ['dense >> ancePrf >> dense', /ancePrf has no model of its own/],
      ['rerank(model=m)', /rerank orders hits anew: put a stage that searches before it/],
      ['bm25 >> rerank(model=m, dept=3)', /rerank has no option dept \(did you mean depth\?\)/],
      ['bm25 >> rerank(model=3)', /model of rerank must be a name/],
      ['bm25 >> rerank(dense)', /rerank takes options as key=value and no stages/],
      ['bm25 >> rescore(rerank(model=m))', /rescore takes one stage that searches/],
      ['bm25 >> concatenate', /concatenate gives a query: search with it/],
      ['bm25 >> concatenate(bottom=3) >> bm25', /concatenate has no option bottom/],
      ['bm25 >> concatenat >> bm25', /did you mean concatenate\?/],
      ['concatenate >> bm25', /concatenate learns from hits/],
      ['bm25 >> promptPrf(feature=keywords) >> bm25', /did you mean features\?/],
    ] as const) {
      expect(() => planPipeline(source), source).toThrow(UsageError);
      expect(() => planPipeline(source), source).toThrow(fault);
    }
  });

  it('where what they write fits no search before them, or a value is none that they take', () => {
    for (const [source, fault] of [
      [
        'bm25 >> ancePrf(model=m) >> dense',
        /makes vectors, which no search before it knows: search with dense first/,
      ],
      ['bm25 >> rerank(model=m, depth=0)', /depth is 0/],
      ['dense >> lol(model=m, documents=0) >> dense', /depth is 0/],
      ['bm25 >> promptPrf(weight=2) >> bm25', /weight is 2/],
      ['bm25 >> promptPrf(joined=some) >> bm25', /joined is "?some.*apart, together/],
      [
        'bm25 >> promptPrf(features=facts) >> bm25',
        /no document of this index has the feature facts; features it has: keywords, summary/,
      ],
      ['fuse(rrf, bm25, dense) >> promptPrf >> bm25', /holds two kinds: write it into each branch/],
    ] as const) {
      expect(() => compilePipeline(planPipeline(source), indexes), source).toThrow(UsageError);
      expect(() => compilePipeline(planPipeline(source), indexes), source).toThrow(fault);
    }
  });
});
