import { feedback, refine, rescore, retrieve, topK } from '@reprise/core';
import type { DocumentSource, Hit, Query, Retriever, Scorer, TokenMatrix } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { colbertPrf, expandColbert, type TokenExpansion } from './index.js';
import {
  answering,
  collectionOf,
  eachRow,
  feedbackOn,
  matrix,
  maxSim,
  ranked,
  rowsOf,
  space,
} from './tokens.test-support.js';

const [cls, fever, virus, ogen, mark, unused, year, the] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const query = matrix([[1, 0]], [virus], [2]);
const named = (expansions: readonly TokenExpansion[]) => expansions.map(({ label }) => label);

/** One row a cluster, in the order of the rows' values; the rows' own tokens name none here. */
const rows = (count: number): TokenMatrix =>
  matrix(
    Array.from({ length: count }, (_, i) => [i + 1, 0]),
    Array.from({ length: count }, () => cls),
  );
const frequencies = new Map([
  [fever, 1],
  [virus, 3],
  [ogen, 1],
  [mark, 0],
  [year, 0],
  [the, 9],
]);

describe('the token of a cluster', () => {
  const names = async (nearest: readonly (readonly number[])[], options = {}) => {
    const expand = expandColbert({
      collection: answering(nearest, frequencies, 9),
      clusterer: eachRow,
      ...options,
    });
    return named(await expand(feedbackOn(query, [rows(nearest.length)])));
  };

  it('is the most frequent one of the nearest, of equal ones the nearest', async () => {
    expect(await names([[virus, fever, fever, virus, fever]])).toEqual(['fever']);
    expect(await names([[virus, fever, fever, virus, ogen]])).toEqual(['virus']);
  });

  it('is none of the special ones, and a cluster with nothing else is left out', async () => {
    expect(await names([[cls, cls, unused, cls, fever]])).toEqual(['fever']);
    expect(await names([[cls, unused], [virus]])).toEqual(['virus']);
  });

  it('is a word or a number where that is wished, and passes a test of your own', async () => {
    expect(await names([[mark, mark, fever]])).toEqual(['!']);
    expect(await names([[mark, mark, fever], [mark], [year]], { wordsOnly: true })).toEqual([
      '2024',
      'fever',
    ]);
    expect(
      await names([[ogen, ogen, virus]], { exclude: (label: string) => label.startsWith('##') }),
    ).toEqual(['virus']);
  });

  it('is kept where the collection has no word piece for it', async () => {
    expect(await names([[77, 77, fever]])).toEqual(['token 77']);
  });
});

describe('the choice of clusters', () => {
  const nearest = [[the], [virus], [fever], [virus], [ogen]];

  it('takes those of the highest idf, of equal ones the first, and a token as often as it comes', async () => {
    const collection = answering(nearest, frequencies, 9);
    const expand = (expansions: number) =>
      expandColbert({ collection, clusterer: eachRow, expansions })(feedbackOn(query, [rows(5)]));
    const four = await expand(4);
    expect(four.map(({ label, data }) => [label, data[0]])).toEqual([
      ['fever', 3],
      ['##ogen', 5],
      ['virus', 2],
      ['virus', 4],
    ]);
    expect(four.map(({ sigma }) => sigma)).toEqual([
      Math.log(10 / 2),
      Math.log(10 / 2),
      Math.log(10 / 4),
      Math.log(10 / 4),
    ]);
    expect(named(await expand(3))).toEqual(['fever', '##ogen', 'virus']);
    // Every document holds "the": ln(10 / 10) = 0.
    expect(named(await expand(10))).toEqual(['fever', '##ogen', 'virus', 'virus']);
  });

  it('weighs by collection frequency or by mean cosine where told', async () => {
    const collection = { ...answering(nearest, frequencies, 9), occurrences: 99 };
    const [first] = await expandColbert({ collection, clusterer: eachRow, weighting: 'ictf', beta: 0.5 })(
      feedbackOn(query, [rows(5)]),
    );
    expect(first).toMatchObject({
      label: 'fever',
      sigma: Math.log(100 / 2),
      weight: Math.fround(0.5 * Math.log(50)),
    });
    const byCosine = await expandColbert({
      collection,
      clusterer: eachRow,
      weighting: 'meanCosine',
      meanCosine: (token) => token / 10,
      beta: 5,
    })(feedbackOn(query, [rows(5)]));
    expect(byCosine.map(({ label, sigma, weight }) => [label, sigma, weight])).toEqual([
      ['the', 0.7, 3.5],
      ['##ogen', 0.3, 1.5],
      ['virus', 0.2, 1],
      ['virus', 0.2, 1],
      ['fever', 0.1, 0.5],
    ]);
  });

  it('says how many rows of a cluster each document gave', async () => {
    const expand = expandColbert({
      collection: answering([[fever], [virus]], frequencies, 9),
      clusterer: eachRow,
    });
    // biome-ignore format: a row reads as one
    const documents = [matrix([[1, 0]], [cls]), matrix([[2, 0], [1, 0], [1, 0]], [cls, cls, cls])];
    expect(
      (await expand(feedbackOn(query, documents))).map(({ label, documents }) => [label, documents]),
    ).toEqual([
      [
        'fever',
        [
          { id: 'd1', rows: 1 },
          { id: 'd2', rows: 2 },
        ],
      ],
      ['virus', [{ id: 'd2', rows: 1 }]],
    ]);
  });
});

describe('what stands for a cluster', () => {
  // Two clusters, around (0, 1) and (9, 1).
  const document = matrix(
    [
      [0, 0],
      [0, 3],
      [0, 1],
      [9, 0],
      [9, 2],
      [9, 1.5],
    ],
    [cls, the, fever, cls, cls, virus],
  );
  const halves = {
    name: 'halves',
    cluster: async (points: Float32Array) => ({
      centres: Float32Array.of(0, 4 / 3, 9, 3.5 / 3),
      labels: Uint32Array.from({ length: points.length / 2 }, (_, row) => (points[row * 2]! < 5 ? 0 : 1)),
    }),
  };
  const collection = answering([[the], [fever]], frequencies, 20);
  const expand = (options = {}) =>
    expandColbert({ collection, clusterer: halves, clusters: 2, ...options })(feedbackOn(query, [document]));

  it('is its centroid, named by its neighbours in the collection', async () => {
    expect((await expand()).map(({ label, data }) => [label, ...data])).toEqual([
      ['fever', 9, Math.fround(3.5 / 3)],
      ['the', 0, Math.fround(4 / 3)],
    ]);
  });

  it('or the row nearest to the centroid, with its own token', async () => {
    expect((await expand({ representative: 'closest' })).map(({ label, data }) => [label, ...data])).toEqual([
      ['fever', 0, 1],
      ['virus', 9, 1.5],
    ]);
  });

  it('and rows of zeros are nothing but padding', async () => {
    const [, first] = await expand();
    expect(first?.documents).toEqual([{ id: 'd1', rows: 2 }]); // (0, 0) is left out
    const padded = await expand({ padTo: 9 });
    expect(padded.find(({ label }) => label === 'the')?.documents).toEqual([{ id: 'd1', rows: 6 }]);
  });
});

describe('the new query', () => {
  const collection = answering([[the], [fever]], frequencies, 9);
  const strategy = colbertPrf({ collection, clusterer: eachRow, beta: 2 });

  it("is the query's rows as they were, then the new ones, with tokens and words", async () => {
    const [changed] = await strategy.refine([feedbackOn(query, [rows(2)])]);
    expect(changed?.tokens).toEqual({
      space,
      dimensions: 2,
      data: Float32Array.of(1, 0, 2, 0),
      weights: Float32Array.of(2, 2 * Math.log(5)),
      ids: Int32Array.of(virus, fever),
      labels: ['virus', 'fever'],
    });
  });

  it('marks its own rows as unknown where the query does not know their tokens', async () => {
    const [changed] = await strategy.refine([feedbackOn(matrix([[1, 0]]), [rows(2)])]);
    expect(changed?.tokens.ids).toEqual(Int32Array.of(-1, fever));
    expect(changed?.tokens.labels).toEqual(['', 'fever']);
  });

  it('stays as it was, with a warning, where the documents give nothing', async () => {
    const warnings: unknown[] = [];
    const nothing = matrix([[0, 0]], [cls]);
    const [changed] = await strategy.refine([feedbackOn(query, [nothing])], {
      onProgress: (event) => warnings.push(event),
    });
    expect(changed?.tokens).toBe(query);
    expect(warnings).toEqual([
      {
        kind: 'warning',
        code: 'NO_FEEDBACK_TERMS',
        stage: 'colbertPrf',
        id: 'q',
        message:
          'query "q" was not expanded, as its 1 feedback documents gave no row of a weight above 0: ' +
          'learn from other documents, or exclude fewer tokens',
      },
    ]);
    const negative = ranked([rows(2)]);
    const [kept] = await strategy.refine([{ ...feedbackOn(query, []), negative }]);
    expect(kept?.tokens).toBe(query);
  });
});

describe('in a pipeline', () => {
  // Every document holds "virus"; "fever" stands in a and c.
  // biome-ignore format: a row reads as one
  const stored = new Map([
    ['a', matrix([[1, 0, 0], [0, 1, 0]], [virus, fever])],
    ['b', matrix([[0.5, 0, 0], [0, 0, 1]], [virus, the])],
    ['c', matrix([[0.25, 0, 0], [0, 1, 0]], [virus, fever])],
  ]);
  const collection = collectionOf([...stored.values()]);
  const search = ({ tokens }: Query<'tokens'>): Hit[] =>
    [...stored]
      .map(([id, document]) => ({ id, score: maxSim(tokens, document) }))
      .sort((x, y) => y.score - x.score || (x.id < y.id ? -1 : 1));
  const index: Retriever<'tokens'> & Scorer<'tokens'> & DocumentSource<'tokens'> = {
    spec: 'v1',
    name: 'three documents',
    reads: ['tokens'],
    kinds: ['tokens'],
    search: async (batch, k) => batch.map((one) => search(one).slice(0, k)),
    score: async (batch) =>
      batch.map(({ query, ids }) => Float32Array.from(ids, (id) => maxSim(query.tokens, stored.get(id)!))),
    fetch: async (ids) => new Map(ids.map((id) => [id, { tokens: stored.get(id)! }])),
  };
  const first = { id: 'q', tokens: matrix([[1, 0, 0]], [virus]) };
  const strategy = colbertPrf({ collection, neighbours: 1, beta: 10 });

  it('searches again with what the best document says, and re-ranks what was found', async () => {
    const ranker = retrieve(index)
      .pipe(feedback(strategy, { documents: index, judge: topK(1) }))
      .pipe(retrieve(index));
    const [found] = await ranker.run([first]);
    expect(found?.query.previous).toEqual(first);
    expect(found?.query.tokens.labels).toEqual(['virus', 'fever']);
    expect(rowsOf(found!.query.tokens)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(found?.hits.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    const weight = 10 * Math.log(4 / 3);
    found?.hits.forEach(({ score }, i) => {
      expect(score).toBeCloseTo([1 + weight, 0.25 + weight, 0.5][i]!, 5);
    });

    const reranker = retrieve(index, { k: 2 })
      .pipe(refine(strategy, { documents: index, judge: topK(1) }))
      .pipe(rescore(index));
    const [reranked] = await reranker.run([first]);
    expect(reranked?.hits.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(reranked?.hits[0]?.score).toBeCloseTo(1 + weight, 5);
  });

  it('adds to what it added before in a second round', async () => {
    const round = feedback(strategy, { documents: index, judge: topK(1) });
    const twice = retrieve(index).pipe(round).pipe(retrieve(index)).pipe(round).pipe(retrieve(index));
    const [found] = await twice.run([first]);
    const before = found!.query.previous!.tokens!;
    expect(rowsOf(found!.query.tokens).slice(0, before.weights.length)).toEqual(rowsOf(before));
    expect(found!.query.tokens.weights.length).toBeGreaterThan(before.weights.length);
  });
});
