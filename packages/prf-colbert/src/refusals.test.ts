import { describe, expect, it } from 'vitest';
import { type ColbertPrfOptions, colbertPrf, kernelKMeans, kMedoids } from './index.js';
import { answering, collectionOf, eachRow, feedbackOn, matrix } from './tokens.test-support.js';

const document = matrix(
  [
    [1, 0],
    [0, 1],
  ],
  [1, 2],
);
const query = matrix([[1, 1]], [2]);
const collection = collectionOf([document, document]);
const refineBy = (options: Partial<ColbertPrfOptions>, one = document, of = query) =>
  colbertPrf({ collection, ...options }).refine([feedbackOn(of, [one])]);

describe('colbertPrf refuses', () => {
  it('documents of another space than the query, and queries of another than the collection', async () => {
    await expect(refineBy({}, { ...document, space: 'elsewhere' })).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
      message:
        'document "d1" lies in the space elsewhere and the query in by hand: encode both with one encoder',
    });
    await expect(refineBy({ collection: { ...collection, space: 'elsewhere' } })).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
      message:
        'query "q" lies in the space by hand and the collection in elsewhere: give colbertPrf the index that the query searches',
    });
  });

  it('rows of other dimensions', async () => {
    await expect(refineBy({}, matrix([[1, 2, 3]], [1]))).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
      message:
        'document "d1" has token rows of 3 dimensions and the query of 2: encode both with one encoder',
    });
  });

  it('numbers that are not finite, or too large to square, in the query and in documents', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 100]) {
      const holed = matrix(
        [
          [1, 0],
          [0, value],
        ],
        [1, 2],
      );
      await expect(refineBy({}, holed)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: `document "d1" holds ${value} in its token row 1: encode it again, to rows of length 1`,
      });
      await expect(refineBy({}, document, matrix([[value, 0]]))).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: `query "q" holds ${value} in its token row 0: encode it again, to rows of length 1`,
      });
    }
  });

  it('matrices that contradict themselves', async () => {
    await expect(refineBy({}, { ...document, weights: Float32Array.of(1) })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message:
        'document "d1" has 4 numbers and 2 ids for 1 token rows of 2 dimensions: give each row its numbers, and its id or none at all',
    });
    await expect(refineBy({}, { ...document, ids: Int32Array.of(1) })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('rows without ids where their ids are to name clusters', async () => {
    const anonymous = matrix([[1, 0]]);
    await expect(refineBy({ representative: 'closest' }, anonymous)).rejects.toMatchObject({
      code: 'MISSING_REPRESENTATION',
      message:
        'the token rows of document "d1" have no ids, which name a cluster by its closest row: ' +
        "use an encoder and an index that keep them, or representative 'centroid'",
    });
    expect(await refineBy({}, anonymous)).toHaveLength(1);
  });

  it('a collection that answers too little or with impossible frequencies', async () => {
    await expect(
      refineBy({ collection: answering([[1]], new Map(), 2), clusterer: eachRow }),
    ).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: 'nearestTokens of the collection gave 1 lists for 2 rows: give one a row',
    });
    const impossible = answering([[1], [2]], new Map([[1, 99]]), 2);
    await expect(refineBy({ collection: impossible, clusterer: eachRow })).rejects.toMatchObject({
      code: 'PLUGIN_CONTRACT',
      message: expect.stringMatching(/^the idf of token 1 came out as -3\.5\d*: give frequencies of at most/),
    });
  });

  it('a clusterer that does not cluster', async () => {
    const clusters = (centres: readonly number[], labels: readonly number[]) => ({
      name: 'mine',
      cluster: async () => ({ centres: Float32Array.from(centres), labels: Uint32Array.from(labels) }),
    });
    for (const [clusterer, fault] of [
      [clusters([1, 0], [0, 1]), 'gave 2 numbers for 2 centres of 2 dimensions'],
      [clusters([1, 0, 0, Number.NaN], [0, 1]), 'gave a centre that is not finite'],
      [clusters([1, 0, 0, 1], [0]), 'did not give each of 2 rows one of 2 clusters'],
      [clusters([1, 0, 0, 1], [0, 2]), 'did not give each of 2 rows one of 2 clusters'],
    ] as const) {
      await expect(refineBy({ clusterer })).rejects.toMatchObject({
        code: 'PLUGIN_CONTRACT',
        message: `the clusterer mine ${fault}: use another one`,
      });
    }
  });

  it('more rows than kMedoids can hold the distances of', async () => {
    const many = matrix(Array.from({ length: 10_001 }, (_, i) => [i, 1]));
    await expect(refineBy({ clusterer: kMedoids() }, many)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message:
        'kMedoids was given 10001 token rows and takes 10000, as it holds all distances among them: ' +
        'learn from fewer documents, or cluster with kernelKMeans',
    });
  });

  it('wrong options, with the value and the remedy', () => {
    const wrong = (options: object) => () => colbertPrf({ collection, ...options });
    for (const name of ['clusters', 'expansions', 'neighbours']) {
      for (const value of [0, -1, 1.5, Number.NaN]) {
        expect(wrong({ [name]: value })).toThrow(`${name} is ${value}: give a whole number of at least 1`);
      }
    }
    for (const beta of [-0.1, 1e7, Number.NaN]) {
      expect(wrong({ beta })).toThrow(`beta is ${beta}: give a number from 0 to 1e6`);
    }
    for (const seed of [-1, 0.5, 2 ** 32]) {
      expect(wrong({ seed })).toThrow(`seed is ${seed}: give a whole number from 0 to 4294967295`);
    }
    expect(wrong({ padTo: -1 })).toThrow('padTo is -1: give a whole number of at least 0');
    expect(wrong({ weighting: 'tf' })).toThrow('weighting is "tf": give one of idf, ictf, meanCosine');
    expect(wrong({ representative: 'medoid' })).toThrow(
      'representative is "medoid": give one of centroid, closest',
    );
    expect(wrong({ weighting: 'meanCosine' })).toThrow(
      "meanCosine is undefined: give what meanCosines makes of the collection's documents, as weighting is 'meanCosine'",
    );
    expect(wrong({ clusterer: 'kmeans' })).toThrow(
      'clusterer is "kmeans": give kernelKMeans(), mlKmeans(), kMedoids() or one of your own',
    );
    expect(wrong({ collection: undefined })).toThrow(
      'collection is undefined: give the index that holds the token rows of the documents',
    );
    expect(() => kernelKMeans({ starts: 0 })).toThrow('starts is 0: give a whole number of at least 1');
  });
});
