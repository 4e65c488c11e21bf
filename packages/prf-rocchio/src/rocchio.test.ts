import { strategyConformance, termsFeedback } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bag, example, refine, statisticsOf, type TermsFeedback, told } from './feedback.test-support.js';
import { type RocchioOptions, rocchio } from './index.js';

const unfiltered: RocchioOptions = { maxDocumentFrequency: 1, minLength: 0 };
const near = (terms: Record<string, number>): [string, unknown][] =>
  Object.entries(terms).map(([term, weight]) => [term, expect.closeTo(weight, 5)]);

describe('rocchio', () => {
  // d3 / √6: cherry 2, apple 1, date 1; d2 / √2: banana 1, cherry 1. Mean: cherry 0.761802, banana 0.353553,
  // apple = date = 0.204124; date is cut; divided by 0.864302: cherry 0.881412, banana 0.409065, apple 0.236174.
  // The query is apple 0.707107, cherry 0.707107; times 1, and the mean times 0.75.
  it('moves the query towards the mean of its documents', async () => {
    const terms = await refine(rocchio({ ...unfiltered, terms: 3 }), { ...example, negative: [] });
    expect(terms).toEqual(near({ cherry: 1.368166, apple: 0.884237, banana: 0.306799 }));
    for (const [, weight] of terms) expect(weight).toBe(Math.fround(weight));
  });

  // d5 at length 1: zed 0.999949, apple 0.010100; times 0.15. zed would be below 0.
  it('moves it away from the documents that are not relevant, and drops what falls below 0', async () => {
    const terms = await refine(rocchio({ ...unfiltered, terms: 3, negativeTerms: 3 }), example);
    expect(terms).toEqual(near({ cherry: 1.368166, apple: 0.882722, banana: 0.306799 }));
    const one = await refine(rocchio({ ...unfiltered, terms: 3, negativeTerms: 1 }), example);
    expect(one).toEqual(near({ cherry: 1.368166, apple: 0.884237, banana: 0.306799 }));
  });

  it('learns from documents that are not relevant alone', async () => {
    const terms = await refine(rocchio({ ...unfiltered, gamma: 1 }), { ...example, positive: [] });
    expect(terms).toEqual(near({ cherry: Math.SQRT1_2, apple: Math.SQRT1_2 - 0.0101 }));
  });

  it('takes a grade for the weight of a document, and not its score', async () => {
    const of = (judged: object) =>
      refine(rocchio({ ...unfiltered, alpha: 0, beta: 1 }), {
        query: { id: 'q', terms: new Map() },
        positive: [
          { id: 'a', terms: bag({ ab: 1 }), ...judged },
          { id: 'b', terms: bag({ cd: 5 }), grade: 4 },
        ],
        negative: [],
      });
    expect(await of({ grade: 3 })).toEqual(near({ cd: 0.8, ab: 0.6 }));
    expect(await of({ score: 3, rank: 1 })).toEqual(near({ cd: 4 / Math.sqrt(17), ab: 1 / Math.sqrt(17) }));
  });

  it('keeps the query where no other term is left', async () => {
    const terms = await refine(rocchio({ ...unfiltered, alpha: 0, beta: 0 }), example);
    expect(terms).toEqual(near({ apple: Math.SQRT1_2, cherry: Math.SQRT1_2 }));
    expect(
      await refine(rocchio(), { ...example, query: { id: 'q', terms: new Map() }, positive: [] }),
    ).toEqual([]);
  });

  it('passes words of any script, but for long and frequent ones', async () => {
    const positive = [{ id: 'a', terms: bag({ '##ing': 1, '0.05': 1, x: 1, ['y'.repeat(21)]: 1 }) }];
    const found = (options: RocchioOptions) =>
      refine(rocchio({ alpha: 0, ...options }), { ...example, positive }).then((terms) =>
        terms.map(([term]) => term),
      );
    expect(await found({})).toEqual(['##ing', '0.05']);
    expect(await found({ pattern: /^[a-z]+$/, minLength: 1 })).toEqual(['x']);
    expect(await found({ statistics: statisticsOf(10, 40, 1, 4) })).toHaveLength(2);
    // Nothing passes, so that the query stays.
    expect(await found({ statistics: statisticsOf(10, 40, 2, 4) })).toEqual(['apple', 'cherry']);
  });
});

describe('the laws of rocchio', () => {
  const runs = { numRuns: 1000 };

  it('agrees with a plain reckoning in float64', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), async (feedback) => {
        const expected = reckon(feedback);
        const found = new Map(
          await refine(rocchio({ ...unfiltered, terms: 1000, negativeTerms: 1000 }), feedback),
        );
        for (const [term, weight] of expected)
          expect(found.get(term) ?? 0).toBeCloseTo(Math.max(0, weight), 5);
        expect([...found.keys()].filter((term) => !expected.has(term))).toEqual([]);
      }),
      runs,
    ));

  strategyConformance(() => rocchio(), termsFeedback(), { longRunning: true });
  strategyConformance(() => rocchio({ ...unfiltered, terms: 3 }), termsFeedback(), { longRunning: true });
});

/** Rocchio with Anserini's weights, uncut and unrounded. */
function reckon({ query, positive, negative }: TermsFeedback): ReadonlyMap<string, number> {
  const add = (to: Map<string, number>, terms: ReadonlyMap<string, number>, times: number) => {
    const norm = Math.hypot(...terms.values());
    for (const [term, weight] of terms) to.set(term, (to.get(term) ?? 0) + (times * weight) / norm);
    return to;
  };
  const mean = (documents: TermsFeedback['positive']) =>
    documents.reduce((sum, { terms, grade = 1 }) => add(sum, terms, grade), new Map<string, number>());
  const z = add(new Map(), query.terms, 1);
  add(z, mean(positive), 0.75);
  return negative.length === 0 ? z : add(z, mean(negative), -0.15);
}

describe('what rocchio tells and refuses', () => {
  it('warns once a call when it cannot tell frequent terms, and where a query gained nothing', async () => {
    const empty = { ...example, positive: [{ id: 'a', terms: bag({ x: 1 }) }], negative: [] };
    expect(await told(rocchio(), [example, empty])).toMatchObject([
      { code: 'NO_STATISTICS', stage: 'rocchio' },
      {
        code: 'NO_FEEDBACK_TERMS',
        id: 'q',
        message: expect.stringMatching(/the filters of rocchio left no term/),
      },
    ]);
    expect(await told(rocchio(unfiltered), [example])).toEqual([]);
  });

  it.each([
    [{ terms: 0 }, /^terms is 0: give a whole number of at least 1/],
    [{ negativeTerms: 2.5 }, /^negativeTerms is 2.5/],
    [{ alpha: -1 }, /^alpha is -1: give a number of at least 0 that float32 can hold/],
    [{ beta: Number.NaN }, /^beta is NaN/],
    [{ gamma: 1e39 }, /^gamma is 1e\+39/],
    [{ minLength: -1 }, /^minLength is -1/],
  ])('names the option and the remedy: %o', (options, message) => {
    expect(() => rocchio(options)).toThrow(message);
    expect(() => rocchio(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});
