import { strategyConformance } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColbertPrfOptions,
  colbertPrf,
  expandColbert,
  kernelKMeans,
  kMedoids,
  mlKmeans,
  type TokenFeedback,
} from './index.js';
import { naiveExpansion } from './naive-reference.test-support.js';
import { collectionOf, matrix, rowsOf, tokenFeedback } from './tokens.test-support.js';

/** Every token in one document at least, none in all. */
// biome-ignore format: a row reads as one
const collection = collectionOf([
  matrix([[1, 0, 0], [0, 1, 0], [0, 0, 1], [3, 3, 0]], [0, 1, 2, 3]),
  matrix([[-1, 0, 0], [0, -1, 0], [9, 0, -1]], [0, 4, 6]),
  matrix([[1, 1, 1], [0.5, 0, 0], [-40, 2, 7], [0, 50, 0]], [5, 7, 1, 2]),
]);

const variants: readonly [name: string, options: Omit<ColbertPrfOptions, 'collection'>][] = [
  ['as in the paper', {}],
  ['with few clusters', { clusters: 3, expansions: 2, neighbours: 3, beta: 0.5 }],
  ['by the closest rows', { clusters: 4, representative: 'closest', weighting: 'ictf' }],
  ['by k-medoids', { clusters: 4, representative: 'closest', clusterer: kMedoids() }],
  ['by ml-kmeans', { clusters: 4, clusterer: mlKmeans(), wordsOnly: true }],
  ['by three k-means', { clusters: 4, clusterer: kernelKMeans({ starts: 3 }), seed: 7 }],
  ['with padding', { clusters: 4, padTo: 10, exclude: (label) => label === 'the' }],
  ['by mean cosine', { clusters: 4, weighting: 'meanCosine', meanCosine: (token) => token / 9, beta: 5 }],
];

describe.each(variants)('colbertPrf %s', (_, options) => {
  const make = () => colbertPrf({ ...options, collection });
  strategyConformance(make, tokenFeedback(), { longRunning: true });

  it('keeps the rows of the query and adds at most so many as told', () =>
    fc.assert(
      fc.asyncProperty(tokenFeedback(), async (feedback) => {
        const { tokens } = (await make().refine([feedback]))[0]!;
        const own = feedback.query.tokens.weights.length;
        expect(rowsOf(tokens).slice(0, own)).toEqual(rowsOf(feedback.query.tokens));
        expect(tokens.weights.subarray(0, own)).toEqual(feedback.query.tokens.weights);
        const added = tokens.weights.subarray(own);
        expect(added.length).toBeLessThanOrEqual(Math.min(options.expansions ?? 10, options.clusters ?? 24));
        expect([...added].sort((a, b) => b - a)).toEqual([...added]);
        expect(added.every((weight) => weight > 0)).toBe(true);
      }),
    ));

  it('gives the same query whatever the order of documents, their ranks and grades, and negative ones', () =>
    fc.assert(
      fc.asyncProperty(tokenFeedback(), async (feedback) => {
        const turned: TokenFeedback = {
          query: feedback.query,
          positive: [...feedback.positive].reverse().map(({ id, tokens }) => ({ id, tokens, grade: 3 })),
          negative: [],
        };
        const [a, b] = [await make().refine([feedback]), await make().refine([turned])];
        expect(b).toEqual(a);
      }),
    ));

  it('adds what a plain reading of the reference adds', () =>
    fc.assert(
      fc.asyncProperty(tokenFeedback(), async (feedback) => {
        const found = await expandColbert({ ...options, collection })(feedback);
        const expected = await naiveExpansion(feedback, { ...options, collection });
        expect(
          found.map(({ label, token, data, sigma, documents }) => ({
            label,
            token,
            data: [...data],
            sigma,
            rows: documents.reduce((sum, { rows }) => sum + rows, 0),
          })),
        ).toEqual(expected);
      }),
    ));
});

describe('colbertPrf', () => {
  it('changes nothing with β = 0', () =>
    fc.assert(
      fc.asyncProperty(tokenFeedback(), async (feedback) => {
        const [changed] = await colbertPrf({ collection, beta: 0 }).refine([feedback]);
        expect(changed!.tokens).toEqual(feedback.query.tokens);
      }),
    ));

  it('scales its weights by β and nothing else', () =>
    fc.assert(
      fc.asyncProperty(tokenFeedback(), async (feedback) => {
        const [one] = await colbertPrf({ collection }).refine([feedback]);
        const [half] = await colbertPrf({ collection, beta: 0.5 }).refine([feedback]);
        expect(half!.tokens.data).toEqual(one!.tokens.data);
        const own = feedback.query.tokens.weights.length;
        expect(half!.tokens.weights.subarray(own)).toEqual(
          one!.tokens.weights.subarray(own).map((w) => w / 2),
        );
      }),
    ));
});
