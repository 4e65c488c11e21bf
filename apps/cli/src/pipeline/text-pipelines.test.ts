import { buildDense } from '@reprise/dense';
import type { DenseEncoder } from '@reprise/encoders';
import { languageModel } from '@reprise/llm';
import type { FeatureStore } from '@reprise/prf-prompt';
import { buildSparse } from '@reprise/sparse';
import { english } from '@reprise/text';
import { describe, expect, it } from 'vitest';
import type { Indexes } from '../indexes/indexes.js';
import type { LanguageModelNeed } from '../indexes/language-model.js';
import type { CrossEncoder, ModelNeed, TrainedEncoder } from '../indexes/models.js';
import { UsageError } from '../usage-error.js';
import { compilePipeline } from './compile-pipeline.js';
import { needsOf, planPipeline } from './plan-pipeline.js';
import { planeEncoder, space, vector } from './plane-encoder.test-support.js';

const texts = new Map([
  ['a', 'apple banana apple'],
  ['b', 'banana cherry'],
  ['c', 'cherry cherry date'],
]);
const index = await buildSparse(
  [...texts].map(([id, text]) => ({ id, text })),
  { text: true },
);

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
  encoder: planeEncoder(encode),
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
/** Says cherry of every query, and remembers what it was asked. */
const questions: string[] = [];
const talking = languageModel({
  name: 'talking',
  model: 'by hand',
  generate: async ({ prompt, schema }) => {
    questions.push(prompt);
    const [field = ''] = Object.keys((schema?.properties ?? {}) as object);
    return { text: schema ? JSON.stringify({ [field]: ['cherry'] }) : 'All of cherry.', finish: 'stop' };
  },
});
const wanted: LanguageModelNeed[] = [];
const opened: ModelNeed[] = [];
const indexes: Indexes = {
  text: { index, encoder: english() },
  encoded: () => dense,
  model: (need) => {
    opened.push(need);
    return need.form === 'crossEncoder' ? crossEncoder : trained;
  },
  languageModel: (need) => {
    wanted.push(need);
    return talking;
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

  it('concatenate takes the hit at one rank, so that fuse can aggregate a pass for each', async () => {
    asked.length = 0;
    const pass = (rank: number): string => `concatenate(rank=${rank}) >> rerank(model=m)`;
    const passes = `${pass(1)}, ${pass(2)}`;
    // By the text of b the scores of a, b and c are 2, 3 and 2; by that of a they are 6, 2 and 0.
    const ranked = await run(`dense >> fuse(combAnz(normalise=none), ${passes})`);
    expect(asked).toEqual(['banana banana cherry', 'banana apple banana apple']);
    expect(ranked?.hits).toEqual([
      { id: 'a', score: 4 },
      { id: 'b', score: 2.5 },
      { id: 'c', score: 1 },
    ]);
    expect((await run(`dense >> fuse(combMax(normalise=none), ${passes})`))?.hits[0]).toEqual({
      id: 'a',
      score: 6,
    });
    expect(
      (await run(`dense >> fuse(borda(form=relative), ${passes})`))?.hits.map(({ score }) => score),
    ).toEqual([2 / 3 + 1, 2 / 3 + 1, 2 / 3]);
    // By vectors the text of b ranks b, c, a and that of a ranks a, b, c.
    expect(
      await ids(
        `dense >> fuse(borda(form=relative), concatenate(rank=1) >> dense, concatenate(rank=2) >> dense)`,
      ),
    ).toBe('bac');
  });

  it('slidingWindows writes several texts and eachText ranks by each of them', async () => {
    asked.length = 0;
    const windows = 'slidingWindows(documents=2, words=3, stride=2)';
    const ranking = await run(`dense >> ${windows} >> eachText(combMax(normalise=none), rerank(model=m))`);
    expect(asked).toEqual(['banana banana cherry apple', 'banana apple banana apple']);
    expect(ranking?.hits).toEqual([
      { id: 'a', score: 6 },
      { id: 'b', score: 3 },
      { id: 'c', score: 2 },
    ]);
    const shallow = `eachText(borda(form=relative), rerank(model=m, depth=2))`;
    expect(await ids(`dense >> ${windows} >> ${shallow}`)).toHaveLength(2);
    expect(
      await ids(
        `dense >> fuse(rrf, concatenate >> rerank(model=m), ${windows} >> ${shallow}) >> rerank(model=m)`,
      ),
    ).toHaveLength(3);
  });

  it('eachText ranks by the vectors of each of the texts too', async () => {
    const windows = 'slidingWindows(documents=2, words=3, stride=2)';
    // Of "banana banana cherry apple" and "banana apple banana apple": vectors (2.1, 2) and (3.1, 1).
    const ranking = await run(`bm25 >> ${windows} >> eachText(combMax(normalise=none), rescore(dense))`);
    expect(ranking?.hits.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(ranking?.hits[0]?.score).toBeCloseTo(3.1, 5);
    expect(ranking?.hits[1]?.score).toBeCloseTo(0.6 * 2.1 + 0.8 * 2, 5);
    const shallow = `bm25 >> ${windows} >> eachText(borda(form=relative), rescore(dense, depth=1))`;
    expect(await ids(shallow)).toHaveLength(1);
    expect(needsOf([planPipeline(shallow)])).toMatchObject({ encoded: [{ kind: 'dense' }], texts: true });
  });

  it('lol without documents lets its encoder read the query alone', async () => {
    read.length = 0;
    const ranking = await run('dense >> lol(model=m, documents=0) >> dense');
    expect(read).toEqual(['banana']);
    expect(ranking?.query.vector?.space).toBe(space);
    expect(ranking?.query.previous).toBeDefined();
  });

  it('grf puts what a language model says of the query into it, after either kind of search', async () => {
    questions.length = 0;
    wanted.length = 0;
    const one = await run('bm25 >> grf(model="m.gguf", features=keywords, weight=0.25) >> bm25');
    expect([...(one?.query.terms ?? [])]).toEqual([
      ['cherri', 0.75],
      ['banana', 0.25],
    ]);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain('banana');
    const two = await run(
      'dense >> grf(url="http://127.0.0.1:1/v1", llm=small, features="summary,facts") >> dense',
    );
    expect(two?.query.vector?.space).toBe(space);
    expect(questions).toHaveLength(3);
    await run('bm25 >> grf(model="m.gguf", terms=5, temperature=0.7, seed=1) >> bm25');
    expect(questions).toHaveLength(13);
    expect(wanted).toEqual([
      { file: 'm.gguf' },
      { url: 'http://127.0.0.1:1/v1', llm: 'small' },
      { file: 'm.gguf' },
    ]);
  });

  it('promptPrf takes ranks, order and template as its package does', async () => {
    const ranked = await run(
      'bm25 >> promptPrf(documents=2, ranks="2", joined=together, order=bestLast) >> bm25',
    );
    expect([...(ranked?.query.terms?.keys() ?? [])].sort()).toEqual(['banana', 'fig']);
    expect(
      await ids('dense >> promptPrf(ranks="1,2", rankLabels=true, template="{features}") >> dense'),
    ).toHaveLength(3);
  });

  it('say which models, texts and features they need, each model once for equal options', () => {
    const plans = [
      'bm25 >> rerank(model=m, depth=5) >> concatenate >> rerank(maxTokens=64, model=n)',
      'dense >> ancePrf(model=m, documents=2, first=32) >> dense >> rerank(depth=7, model=m)',
      'bm25 >> gate(scoreSpread, promptPrf >> bm25 >> rerank(model=n, maxTokens=64), atLeast=0)',
    ].map((source) => planPipeline(source));
    expect(needsOf(plans)).toEqual({
      encoded: [{ kind: 'dense' }],
      models: [
        { form: 'crossEncoder', options: { model: 'm' } },
        { form: 'crossEncoder', options: { model: 'n', maxTokens: 64 } },
        { form: 'ancePrf', options: { model: 'm', first: 32 } },
      ],
      languageModels: [],
      texts: true,
      features: true,
    });
    const windows = 'bm25 >> slidingWindows >> eachText(rrf, rerank(model=m, depth=2))';
    const asking = 'bm25 >> grf(model="a.gguf") >> bm25 >> grf(model="a.gguf", weight=0.1) >> bm25';
    expect(
      needsOf([windows, asking, 'bm25 >> grf(url=u, llm=n) >> bm25'].map((source) => planPipeline(source))),
    ).toMatchObject({
      models: [{ form: 'crossEncoder', options: { model: 'm' } }],
      languageModels: [{ file: 'a.gguf' }, { url: 'u', llm: 'n' }],
      texts: true,
    });
    const limits = ['timeout=2', 'threads=2', 'timeout=2'].map(
      (limit) => `bm25 >> grf(model=m, ${limit}) >> bm25`,
    );
    expect(needsOf(limits.map((source) => planPipeline(source))).languageModels).toEqual([
      { file: 'm', timeout: 2 },
      { file: 'm', threads: 2 },
    ]);
    expect(needsOf([asking].map((source) => planPipeline(source)))).toMatchObject({
      texts: false,
      features: false,
    });
    expect(needsOf(['bm25 >> rm3 >> bm25'].map((source) => planPipeline(source)))).toMatchObject({
      texts: false,
      features: false,
    });
    expect(needsOf(['bm25 >> concatenate >> bm25'].map((source) => planPipeline(source)))).toMatchObject({
      texts: true,
    });
  });
});

describe('words over texts are refused', () => {
  it('where a stage would never see what the feedback before it wrote', () => {
    for (const [source, fault] of [
      [
        'bm25 >> rm3 >> rerank(model=m)',
        /rm3 writes terms, which rerank does not read: search before it, as in "rm3 >> bm25 >> rerank\(…\)", or feed back with concatenate/,
      ],
      [
        'dense >> vectorAverage >> rerank(model=m)',
        /writes a vector, which rerank does not read.*"vectorAverage >> dense >>/,
      ],
      ['dense >> lol(model=m) >> rerank(model=m)', /lol writes a vector, which rerank does not read/],
      ['bm25 >> promptPrf >> rerank(model=m)', /promptPrf writes a vector or terms, which rerank/],
      [
        'bm25 >> rm3 >> dense',
        /rm3 writes terms, which dense does not read: search before it, as in "rm3 >> bm25"$/m,
      ],
      ['colbert >> colbertPrf >> rescore(dense)', /writes token rows, which rescore does not read/],
    ] as const) {
      expect(() => planPipeline(source), source).toThrow(UsageError);
      expect(() => planPipeline(source), source).toThrow(fault);
    }
    expect(planPipeline('bm25 >> rm3 >> fuse(rrf, bm25, dense)').stages).toHaveLength(3);
    expect(planPipeline('bm25 >> rm3 >> bm25 >> rerank(model=m)').stages).toHaveLength(4);
  });

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
      ['bm25 >> concatenate(rank=1, documents=2) >> bm25', /give one of rank and documents/],
      [
        'bm25 >> grf >> bm25',
        /grf asks a language model: name the file of one, or an address and the model there/,
      ],
      ['bm25 >> grf(url="http://127.0.0.1:1/v1") >> bm25', /grf asks a language model/],
      ['bm25 >> grf(model=m, llm=n) >> bm25', /grf asks a language model/],
      [
        'bm25 >> grf(url=u, llm=n, threads=2) >> bm25',
        /threads of grf is that of a file: give model= with it/,
      ],
      ['bm25 >> grf(model=m, threads=0) >> bm25', /threads of grf must be a whole number from 1 on/],
      ['bm25 >> grf(model=m, timeout=0.5) >> bm25', /timeout of grf must be a whole number from 1 on/],
      ['bm25 >> slidingWindows', /slidingWindows gives a query/],
      ['slidingWindows >> bm25', /slidingWindows learns from hits/],
      ['eachText(rrf, rerank(model=m))', /eachText orders hits anew: put a stage that searches before it/],
      ['bm25 >> eachText(rrf, rerank(model=m))', /reads the several texts that slidingWindows writes/],
      ['bm25 >> concatenate >> eachText(rrf, rerank(model=m))', /reads the several texts/],
      [
        'bm25 >> slidingWindows >> eachText(rerank(model=m))',
        /eachText takes a method of fusion and one rerank/,
      ],
      ['bm25 >> slidingWindows >> eachText(rrf, dense)', /eachText takes a method of fusion and one rerank/],
      ['bm25 >> slidingWindows >> eachText(rrf, rescore(bm25))', /one rerank, or rescore\(dense\)/],
      [
        'bm25 >> slidingWindows >> eachText(rff, rerank(model=m))',
        /expected a method of fusion, not rff \(did you mean rrf/,
      ],
      ['bm25 >> slidingWindows >> bm25', /slidingWindows writes several texts, which only eachText reads/],
      ['bm25 >> slidingWindows >> rerank(model=m)', /which only eachText reads/],
      ['bm25 >> slidingWindows >> fuse(rrf, bm25)', /which only eachText reads/],
      [
        'bm25 >> slidingWindows >> eachText(rrf, rerank(model=m)) >> rerank(model=m)',
        /the query before rerank holds several texts/,
      ],
      [
        'bm25 >> fuse(rrf, slidingWindows >> eachText(rrf, rerank(model=m))) >> rm3 >> bm25',
        /the query before rm3 holds several texts/,
      ],
      [
        'bm25 >> gate(scoreSpread, slidingWindows >> eachText(rrf, rerank(model=m)), atLeast=1) >> rerank(model=m)',
        /holds several texts/,
      ],
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
      ['dense >> ancePrf(model=m, documents=0) >> dense', /depth is 0/],
      ['bm25 >> concatenate(rank=0) >> bm25', /rank is 0/],
      ['bm25 >> slidingWindows(words=0) >> eachText(rrf, rerank(model=m))', /words is 0/],
      ['bm25 >> grf(model=m, features=fact) >> bm25', /features is "fact": give facts/],
      ['colbert >> grf(model=m) >> dense', /search with dense, bm25 or impact first/],
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
