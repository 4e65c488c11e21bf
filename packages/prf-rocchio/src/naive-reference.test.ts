import { feedback, retrieve, topK } from '@reprise/core';
import { buildSparse, type SparseIndex } from '@reprise/sparse';
import type { FeedbackStrategy, Hit } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rm3, rocchio } from './index.js';
import * as naive from './naive-reference.test-support.js';

const words = [
  'ab',
  'cd',
  'ef',
  'gh',
  'ij',
  'kl',
  'mn',
  'op',
  'qr',
  'x',
  '##st',
  'u'.repeat(20),
  'v'.repeat(21),
];

/** Up to thirty documents of up to forty words, above which Lucene's lengths are rounded, and a query of some. */
const corpora = fc.record({
  corpus: fc
    .array(fc.array(fc.constantFrom(...words), { maxLength: 40 }), { minLength: 2, maxLength: 30 })
    .filter((documents) => documents.some((document) => document.length > 0))
    .map((documents): naive.Corpus => new Map(documents.map((document, i) => [`d${i}`, document]))),
  query: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }).map(naive.counts),
  documents: fc.integer({ min: 1, max: 6 }),
  bottom: fc.integer({ min: 0, max: 3 }),
  cut: fc.record({
    terms: fc.integer({ min: 1, max: 6 }),
    maxDocumentFrequency: fc.constantFrom(0.3, 0.5, 0.9, 1),
  }),
});
const runs = { numRuns: 1000 };

const indexOf = (corpus: naive.Corpus): Promise<SparseIndex> =>
  buildSparse([...corpus].map(([id, document]) => ({ id, terms: naive.counts(document) })));

/** Scores to 1e-6, and the order but for documents whose scores are nearer than that. */
function expectHits(hits: readonly Hit[], expected: readonly Hit[]): void {
  const scores = new Map(expected.map(({ id, score }) => [id, score]));
  expect(hits.length).toBe(expected.length);
  for (const [rank, { id, score }] of hits.entries()) {
    const tolerance = 1e-6 * expected[rank]!.score;
    expect(Math.abs(score - expected[rank]!.score), `score at rank ${rank + 1}`).toBeLessThanOrEqual(
      tolerance,
    );
    expect(Math.abs(score - scores.get(id)!), `score of ${id}`).toBeLessThanOrEqual(tolerance);
  }
}

/** Leaves a case out where float32 might cut other terms. */
function withoutCloseCuts(
  cut: Omit<naive.Cut, 'onCloseCut'>,
  expand: (cut: naive.Cut) => naive.Weights,
): naive.Weights {
  let close = false;
  const onCloseCut = (): void => {
    close = true;
  };
  const expanded = expand({ ...cut, onCloseCut });
  fc.pre(!close);
  return expanded;
}

/** Leaves a case out where float32 might learn from other documents: their scores differ by less than 1e-5. */
function withoutCloseScores(hits: readonly Hit[]): readonly Hit[] {
  for (const [i, { score }] of hits.slice(1).entries()) {
    const better = hits[i]!.score;
    fc.pre(better === score || better - score > 1e-5 * better);
  }
  return hits;
}

async function secondPass(
  index: SparseIndex,
  terms: naive.Weights,
  strategy: FeedbackStrategy<'terms', 'terms', 'terms'>,
  documents: number,
  bottom: number,
): Promise<readonly Hit[]> {
  const pipeline = retrieve(index)
    .pipe(feedback(strategy, { documents: index, judge: topK(documents, { bottom }) }))
    .pipe(retrieve(index));
  const [ranking] = await pipeline.run([{ id: 'q', terms }]);
  return ranking!.hits;
}

describe('against a naive reference, on random corpora', () => {
  it('BM25 finds, scores and ranks alike', () =>
    fc.assert(
      fc.asyncProperty(corpora, async ({ corpus, query }) => {
        const index = await indexOf(corpus);
        const [hits] = await index.search([{ id: 'q', terms: query }], 100);
        expectHits(hits!, naive.bm25(corpus, query));
      }),
      runs,
    ));

  // At 0 rm3 departs: a query without feedback stays.
  const weights = fc.constantFrom(0.1, 0.25, 0.5, 0.7, 1);

  it('BM25, RM3, BM25 finds, scores and ranks alike', () =>
    fc.assert(
      fc.asyncProperty(corpora, weights, async ({ corpus, query, documents, cut }, weight) => {
        const index = await indexOf(corpus);
        const first = withoutCloseScores(naive.bm25(corpus, query));
        const expanded = withoutCloseCuts(cut, (told) =>
          naive.rm3(corpus, query, first.slice(0, documents), weight, told),
        );
        const strategy = rm3({ ...cut, weight, statistics: index.statistics });
        const hits = await secondPass(index, query, strategy, documents, 0);
        expectHits(hits, naive.bm25(corpus, expanded));
      }),
      runs,
    ));

  const factors = fc.record({
    alpha: fc.constantFrom(0.5, 1),
    beta: fc.constantFrom(0, 0.75, 2),
    gamma: fc.constantFrom(0, 0.15),
  });

  it('BM25, Rocchio, BM25 finds, scores and ranks alike', () =>
    fc.assert(
      fc.asyncProperty(corpora, factors, async ({ corpus, query, documents, bottom, cut }, factor) => {
        const index = await indexOf(corpus);
        const first = withoutCloseScores(naive.bm25(corpus, query));
        const found = {
          positive: first.slice(0, documents),
          negative: first.slice(Math.max(0, first.length - bottom)),
        };
        const expanded = withoutCloseCuts(cut, (told) => naive.rocchio(corpus, query, found, factor, told));
        const strategy = rocchio({
          ...cut,
          ...factor,
          negativeTerms: cut.terms,
          statistics: index.statistics,
        });
        const hits = await secondPass(index, query, strategy, documents, bottom);
        expectHits(hits, naive.bm25(corpus, expanded));
      }),
      runs,
    ));
});
