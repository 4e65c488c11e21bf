import { strategyConformance, termsFeedback } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bag, example, refine, statisticsOf, type TermsFeedback, told } from './feedback.test-support.js';
import { type Rm3TerrierOptions, rm3Terrier } from './index.js';

const statistics = statisticsOf(100, 2000, 5, 8);
const near = (terms: Record<string, number>): [string, unknown][] =>
  Object.entries(terms).map(([term, weight]) => [term, expect.closeTo(weight, 5)]);

describe('rm3Terrier', () => {
  // d3: apple 1/4, cherry 2/4, date 1/4; d2: banana 1/2, cherry 1/2, times exp(0.556863 − 1.008302) = 0.636711. Sums:
  // cherry 0.818356, banana 0.318356, apple = date = 0.25; date is cut; divided by 1.386711: cherry 0.590141,
  // banana 0.229576, apple 0.180283. 0.6·½ + 0.4·r: cherry 0.536056, apple 0.372113, banana 0.091831.
  it('mixes the query with its documents, weighed by exp(score), and divides by the maximum', async () => {
    const terms = await refine(rm3Terrier({ statistics, terms: 3 }), example);
    expect(terms).toEqual(near({ cherry: 1, apple: 0.372113 / 0.536056, banana: 0.091831 / 0.536056 }));
  });

  it('divides by the whole length of a document, terms that do not pass among it', async () => {
    const feedback: TermsFeedback = {
      query: { id: 'q', terms: new Map() },
      positive: [
        { id: 'a', terms: bag({ ab: 1, long: 3 }) },
        { id: 'b', terms: bag({ cd: 1 }) },
      ],
      negative: [],
    };
    const short = rm3Terrier({ statistics, weight: 0, maxLength: 2 });
    expect(await refine(short, feedback)).toEqual(near({ cd: 1, ab: 0.25 }));
  });

  it('takes a grade in the place of exp(score)', async () => {
    const of = (judged: object) =>
      refine(rm3Terrier({ statistics, weight: 0 }), {
        query: { id: 'q', terms: new Map() },
        positive: [
          { id: 'a', terms: bag({ ab: 1 }), ...judged },
          { id: 'b', terms: bag({ cd: 1 }), grade: 4 },
        ],
        negative: [],
      });
    expect(await of({ grade: 2, score: 700 })).toEqual(near({ cd: 1, ab: 0.5 }));
    expect(await of({ score: 700 })).toEqual(near({ cd: 1, ab: 0.25 }));
    expect(await of({})).toEqual(near({ cd: 1, ab: 0.25 }));
  });

  it.each([
    [{}, 2, true],
    [{}, 1, false],
    [{ minDocumentFrequency: 0 }, 1, true],
    [{}, 9, true],
    [{}, 10, false],
    [{ maxDocumentFrequency: 0.2 }, 19, true],
    [{ maxDocumentFrequency: 1 }, 100, true],
  ])('with %o passes a term in %d of 100 documents: %s', async (options, frequency, passes) => {
    const strategy = rm3Terrier({ statistics: statisticsOf(100, 2000, frequency, 200), ...options });
    const terms = await refine(strategy, example);
    expect(terms.some(([term]) => term === 'banana')).toBe(passes);
  });

  it('keeps the query when its weight is 0 and there is no other term', async () => {
    const options = { statistics, weight: 0, filter: () => false };
    expect(await refine(rm3Terrier(options), example)).toEqual([
      ['apple', 1],
      ['cherry', 1],
    ]);
  });
});

describe('the laws of rm3Terrier', () => {
  const runs = { numRuns: 1000 };

  it('with weight 0 forgets the query', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), async (feedback) => {
        const strategy = rm3Terrier({ statistics, weight: 0 });
        const other = { ...feedback, query: { id: 'q', terms: bag({ other: 1 }) } };
        expect(await refine(strategy, feedback)).toEqual(await refine(strategy, other));
      }),
      runs,
    ));

  it('minds neither the order of the documents nor a number added to their scores', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), async (feedback) => {
        const strategy = rm3Terrier({ statistics, terms: 1000 });
        const turned = feedback.positive
          .map((document) =>
            document.score === undefined ? document : { ...document, score: document.score - 2000 },
          )
          .toReversed();
        const other = new Map(await refine(strategy, { ...feedback, positive: turned }));
        for (const [term, weight] of await refine(strategy, feedback)) {
          expect(other.get(term) ?? 0).toBeCloseTo(weight, 5);
        }
      }),
      runs,
    ));

  strategyConformance(() => rm3Terrier({ statistics }), termsFeedback(), { longRunning: true });
});

describe('what rm3Terrier tells and refuses', () => {
  it('warns where a query gained nothing', async () => {
    const strategy = rm3Terrier({ statistics: statisticsOf(5, 112, 1, 1) });
    expect(await told(strategy, [example])).toMatchObject([
      {
        code: 'NO_FEEDBACK_TERMS',
        stage: 'rm3Terrier',
        id: 'q',
        message: expect.stringMatching(/set maxDocumentFrequency to 1 and minDocumentFrequency to 0/),
      },
    ]);
  });

  it.each([
    [{ terms: 0 }, /^terms is 0: give a whole number of at least 1/],
    [{ weight: 1.1 }, /^weight is 1.1: give a number from 0 to 1/],
    [{ minDocumentFrequency: -1 }, /^minDocumentFrequency is -1: give a number of at least 0/],
    [{ maxDocumentFrequency: 2 }, /^maxDocumentFrequency is 2/],
    [{ statistics: undefined as never }, /^statistics is undefined: give the index's statistics/],
  ] satisfies [Partial<Rm3TerrierOptions>, RegExp][])(
    'names the option and the remedy: %o',
    (options, message) => {
      const make = () => rm3Terrier({ statistics, ...options });
      expect(make).toThrow(message);
      expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    },
  );
});
