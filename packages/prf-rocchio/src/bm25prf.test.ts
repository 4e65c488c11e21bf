import type { CollectionStatistics } from '@reprise/spec';
import { strategyConformance, termsFeedback } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bag, example, refine, statisticsOf, type TermsFeedback, told } from './feedback.test-support.js';
import { bm25prf } from './index.js';

/** Ten documents, of which four hold `old` and `new`, and each a term of its own. */
const ten: TermsFeedback = {
  query: { id: 'q', terms: bag({ old: 3 }) },
  positive: Array.from({ length: 10 }, (_, i) => ({
    id: `d${i}`,
    terms: bag({ [`own${i}`]: 9, ...(i < 4 ? { old: 2, new: 1 } : {}) }),
  })),
  negative: [],
};
const statistics = statisticsOf(1000, 20_000, 20, 30);

describe('bm25prf', () => {
  // ln(4.5 · 974.5 / (16.5 · 6.5)) = 3.710839; times 0.2: 0.742168.
  it('weighs terms by the odds that a relevant document holds them', async () => {
    expect(await refine(bm25prf({ statistics }), ten)).toEqual([
      ['old', expect.closeTo(3.710839, 5)],
      ['new', expect.closeTo(0.742168, 5)],
    ]);
    expect(await refine(bm25prf({ statistics, newTermWeight: 1 }), ten)).toEqual([
      ['new', Math.fround(3.7108393579)],
      ['old', Math.fround(3.7108393579)],
    ]);
  });

  it('says that its weights are final', async () => {
    const strategy = bm25prf({ statistics });
    expect(strategy.writes).toEqual(['terms', 'weighting']);
    expect(await strategy.refine([ten])).toMatchObject([{ weighting: 'query' }]);
  });

  it('passes over terms of one document, and over numbers, unless told otherwise', async () => {
    const found = (options: object) =>
      refine(bm25prf({ statistics, ...options }), {
        ...ten,
        positive: [
          { id: 'a', terms: bag({ '2024': 1, b2: 1, '##ing': 1, x: 1 }) },
          { id: 'b', terms: bag({ '2024': 1, b2: 1, '##ing': 1, y: 1 }) },
        ],
      }).then((terms) => terms.map(([term]) => term).sort());
    expect(await found({})).toEqual(['b2', 'old']);
    expect(await found({ pattern: false })).toEqual(['##ing', '2024', 'b2', 'old']);
    expect(await found({ minDocuments: 1, minLength: 1 })).toEqual(['b2', 'old', 'x', 'y']);
    expect(await found({ minDocuments: 3 })).toEqual(['old']);
    expect(await found({ maxDocumentFrequency: 0.01 })).toEqual(['old']);
  });

  // few: 2 of 4 documents and 2 of 1000, ln 1993.00 = 7.597396, times ln 2; many: 4 of 4 and 30 of 1000, 5.797891 times
  // ln 4; also: 2 of 4 and 100 of 1000, 2.210670 times ln 2. So many has the greatest offer weight, not the greatest weight.
  it('cuts new terms by relevance times the logarithm of their documents, ties by term', async () => {
    const frequencies: CollectionStatistics = {
      ...statistics,
      documentFrequency: (term) => (term === 'few' ? 2 : term === 'many' ? 30 : 100),
    };
    const feedback: TermsFeedback = {
      query: { id: 'q', terms: new Map() },
      positive: ['few', 'few', 'also', 'also'].map((term, i) => ({
        id: `d${i}`,
        terms: bag({ [term]: 1, many: 1, [`${term}2`]: 1 }),
      })),
      negative: [],
    };
    const kept = async (terms: number) =>
      (await refine(bm25prf({ statistics: frequencies, terms }), feedback)).map(([term]) => term);
    expect(await kept(1)).toEqual(['many']);
    expect((await kept(2)).sort()).toEqual(['few', 'many']);
    expect((await kept(3)).sort()).toEqual(['also', 'few', 'many']);
  });

  it('gives terms that stand against relevance the least weight', async () => {
    const common = bm25prf({ statistics: statisticsOf(1000, 20_000, 990, 3000) });
    expect(await refine(common, ten)).toEqual([
      ['new', Math.fround(1e-6)],
      ['old', Math.fround(1e-6)],
    ]);
  });

  it('leaves out terms of the query that weigh 0 or less, and does not bring them back', async () => {
    const terms = bag({ old: 1, new: -1, apple: 0 });
    expect(await refine(bm25prf({ statistics }), { ...ten, query: { id: 'q', terms } })).toHaveLength(1);
  });
});

describe('the laws of bm25prf', () => {
  const runs = { numRuns: 1000 };
  const counts = fc.tuple(fc.nat(20), fc.nat(100), fc.nat(30), fc.nat(50));

  it('gives weights above 0 whatever the statistics say', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), counts, async (feedback, [n, tokens, df, cf]) => {
        const strategy = bm25prf({ statistics: statisticsOf(n, tokens, df, cf), minDocuments: 1 });
        const terms = await refine(strategy, feedback);
        for (const [, weight] of terms) expect(Number.isFinite(weight) && weight > 0).toBe(true);
        expect(terms.length).toBeGreaterThanOrEqual(feedback.query.terms.size);
      }),
      runs,
    ));

  it('minds neither the order nor the scores nor the grades of the documents', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), async (feedback) => {
        const bare = feedback.positive.map(({ id, terms }) => ({ id, terms })).toReversed();
        const strategy = bm25prf({ statistics, terms: 2 });
        expect(await refine(strategy, { ...feedback, positive: bare })).toEqual(
          await refine(strategy, feedback),
        );
      }),
      runs,
    ));

  strategyConformance(() => bm25prf({ statistics }), termsFeedback(), { longRunning: true });
  strategyConformance(
    () => bm25prf({ statistics, terms: 3, pattern: false, minLength: 0, minDocuments: 1 }),
    termsFeedback(),
    { longRunning: true },
  );
});

describe('what bm25prf tells and refuses', () => {
  it('warns where a query gained nothing', async () => {
    const alone = { ...example, positive: example.positive.slice(0, 1) };
    expect(await told(bm25prf({ statistics }), [ten, alone])).toMatchObject([
      {
        code: 'NO_FEEDBACK_TERMS',
        stage: 'bm25prf',
        id: 'q',
        message: expect.stringMatching(/set minDocuments to 1/),
      },
    ]);
  });

  it.each([
    [{ terms: 0 }, /^terms is 0: give a whole number of at least 1/],
    [{ minDocuments: 0 }, /^minDocuments is 0/],
    [{ newTermWeight: 0 }, /^newTermWeight is 0: give a number above 0 and at most 1/],
    [{ newTermWeight: Number.NaN }, /^newTermWeight is NaN/],
    [{ maxLength: 1 }, /^maxLength is 1: give a number of at least minLength, 2/],
    [{ statistics: undefined as never }, /^statistics is undefined: give the index's statistics/],
  ])('names the option and the remedy: %o', (options, message) => {
    const make = () => bm25prf({ statistics, ...options });
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
