import { strategyConformance, termsFeedback } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bag, example, refine, statisticsOf, type TermsFeedback, told } from './feedback.test-support.js';
import { bo1, bo2, type DfrExpansionOptions, kl, klComplete, klCorrect } from './index.js';

const statistics = statisticsOf(1000, 100_000, 20, 30);
const models = [
  ['bo1', bo1],
  ['bo2', bo2],
  ['kl', kl],
  ['klCorrect', klCorrect],
  ['klComplete', klComplete],
] as const;

/** Two documents of 300 terms: `top` 8, `apple` 5, and others of one document each. */
const two: TermsFeedback = {
  query: { id: 'q', terms: bag({ apple: 2, cherry: 1 }) },
  positive: [
    { id: 'a', terms: bag({ apple: 2, top: 4, other: 144 }) },
    { id: 'b', terms: bag({ apple: 3, top: 4, another: 143 }) },
  ],
  negative: [],
};
const near = (terms: Record<string, number>): [string, unknown][] =>
  Object.entries(terms).map(([term, weight]) => [term, expect.closeTo(weight, 5)]);

describe('the models', () => {
  // f = 30/1000: apple 5·log₂(1.03/0.03) + log₂ 1.03 = 25.550334, top the same with 8: 40.854949; normaliser, with
  // f = 8/1000: 55.829735. So apple 1 + 0.457647, top 0.731778, cherry 0.5; divided by apple's.
  it('bo1', async () => {
    const apple = 1 + 25.550334 / 55.829735;
    const top = 40.854949 / 55.829735;
    expect(await refine(bo1({ statistics }), two)).toEqual(
      near({ apple: 1, top: top / apple, cherry: 0.5 / apple }),
    );
  });

  // f = tfx·300/100000: apple, 0.015: 5·log₂(67.666667) + log₂ 1.015 = 30.423347; top, 0.024: 8·log₂(42.666667) +
  // log₂ 1.024 = 43.354515, which is the normaliser.
  it('bo2', async () => {
    const apple = 1 + 30.423347 / 43.354515;
    expect(await refine(bo2({ statistics }), two)).toEqual(
      near({ apple: 1, top: 1 / apple, cherry: 0.5 / apple }),
    );
  });

  // p_c = 0.0003. apple 5/300·log₂(55.555556) = 0.096598, top 8/300·log₂(88.888889) = 0.172638; normaliser
  // 8·log₂(100000/300)/300 = 0.223485.
  it('kl', async () => {
    const apple = 1 + 0.096598 / 0.223485;
    expect(await refine(kl({ statistics }), two)).toEqual(
      near({ apple: 1, top: 0.172638 / 0.223485 / apple, cherry: 0.5 / apple }),
    );
  });

  // Besides, apple 5/300·log₂((1 − 5/300)/0.9997) = −0.000397, top 8/300·log₂((1 − 8/300)/0.9997) = −0.001028.
  it('klCorrect', async () => {
    const apple = 1 + 0.096598 - 0.000397;
    expect(await refine(klCorrect({ statistics }), two)).toEqual(
      near({ apple: 1, cherry: 0.5 / apple, top: (0.172638 - 0.001028) / apple }),
    );
  });

  // Besides, 300 times those, and apple ½·log₂(2π·5·295/300) = 2.474588, top ½·log₂(2π·8·292/300) = 2.806251.
  it('klComplete', async () => {
    const top = 51.482959 + 2.806251;
    expect(await refine(klComplete({ statistics }), two)).toEqual(
      near({ top: 1, apple: (1 + 28.860223 + 2.474588) / top, cherry: 0.5 / top }),
    );
  });

  // p_c = 0.02 is above apple’s 5/300; but for the rule, apple would gain −1.290678 + 2.474588.
  it('klComplete gives nothing to a term that is rarer in the documents than in the collection', async () => {
    const common = statisticsOf(1000, 100_000, 20, 2000);
    expect((await refine(klComplete({ statistics: common }), two)).map(([term]) => term)).toEqual([
      'top',
      'apple',
      'cherry',
    ]);
    const alone = { ...two, query: { id: 'q', terms: bag({ cherry: 1 }) } };
    expect((await refine(klComplete({ statistics: common }), alone)).map(([term]) => term)).toEqual([
      'top',
      'cherry',
    ]);
  });

  // p_c = 10/600 = 5/300: D is 0, and the second part alone remains; top: 300·8/300·(log₂ 1.6 + log₂(0.973333/0.983333)).
  it('klComplete gives the second part to a term as frequent in the documents as in the collection', async () => {
    const alike = klComplete({ statistics: statisticsOf(1000, 600, 20, 10) });
    const alone = { ...two, query: { id: 'q', terms: bag({ cherry: 1 }) } };
    const top = 8 * (Math.log2(1.6) + Math.log2(292 / 295)) + 2.806251;
    expect(await refine(alike, alone)).toEqual(near({ top: 1, apple: 2.474588 / top, cherry: 1 / top }));
  });

  it('bo1 with beta, which takes the place of the normaliser', async () => {
    const apple = 1 + (0.4 * 25.550334) / 40.854949;
    expect(await refine(bo1({ statistics, beta: 0.4 }), two)).toEqual(
      near({ apple: 1, cherry: 0.5 / apple, top: 0.4 / apple }),
    );
  });
});

describe.each(models)('%s', (name, make) => {
  const found = async (options: Partial<DfrExpansionOptions>, feedback = two): Promise<string[]> =>
    (await refine(make({ statistics, ...options }), feedback)).map(([term]) => term).sort();

  it('takes new terms of two documents at least, unless there is but one or it is told otherwise', async () => {
    expect(await found({})).toEqual(['apple', 'cherry', 'top']);
    expect(await found({ minDocuments: 1 })).toEqual(['another', 'apple', 'cherry', 'other', 'top']);
    const one = { ...two, positive: two.positive.slice(0, 1) };
    expect(await found({}, one)).toEqual(['apple', 'cherry', 'other', 'top']);
  });

  it('keeps as many terms as it is told, those of the query among them, but not fewer than the query has', async () => {
    expect(await found({ terms: 1, minDocuments: 1 })).toEqual(['another', 'apple', 'cherry', 'other']);
    expect(await found({ terms: 3, minDocuments: 1 })).toEqual([
      'another',
      'apple',
      'cherry',
      'other',
      'top',
    ]);
  });

  it('filters new terms, and takes any word where it is not told', async () => {
    expect(await found({ filter: (term) => term === 'never' })).toEqual(['apple', 'cherry']);
    expect(await found({ minDocuments: 1, maxLength: 5 })).toEqual(['apple', 'cherry', 'other', 'top']);
    expect(await found({ maxDocumentFrequency: 0.02 })).toEqual(['apple', 'cherry']);
    expect(await found({ maxDocumentFrequency: 0.03 })).toEqual(['apple', 'cherry', 'top']);
    const pieces = { ...two, positive: [{ id: 'a', terms: bag({ '##ing': 1, filler: 9 }) }] };
    expect(await found({}, pieces)).toContain('##ing');
  });

  it('lives with documents that hold one term alone, or nothing', async () => {
    const single = { ...two, positive: [{ id: 'a', terms: bag({ apple: 3 }) }] };
    expect(await found({}, single)).toEqual(['apple', 'cherry']);
    expect(await found({}, { ...two, positive: [{ id: 'a', terms: new Map() }] })).toEqual([
      'apple',
      'cherry',
    ]);
    expect(await found({}, { query: { id: 'q', terms: new Map() }, positive: [], negative: [] })).toEqual([]);
  });

  const counts = fc.tuple(fc.nat(20), fc.nat(100), fc.nat(30), fc.nat(50));

  it('gives weights above 0 and at most 1, whatever the statistics say, and minds no order, score or grade', () =>
    fc.assert(
      fc.asyncProperty(termsFeedback(), counts, async (feedback, [n, tokens, df, cf]) => {
        const strategy = make({ statistics: statisticsOf(n, tokens, df, cf), terms: 4, minDocuments: 1 });
        const terms = await refine(strategy, feedback);
        expect(terms[0]?.[1]).toBe(1);
        for (const [, weight] of terms) expect(weight > 0 && weight <= 1).toBe(true);
        const bare = feedback.positive.map(({ id, terms }) => ({ id, terms })).toReversed();
        expect(await refine(strategy, { ...feedback, positive: bare })).toEqual(terms);
      }),
      { numRuns: 1000 },
    ));

  it('warns where a query gained nothing', async () => {
    const strategy = make({ statistics });
    expect(strategy.name).toBe(name);
    const apart = {
      ...example,
      positive: two.positive.map(({ id }, i) => ({ id, terms: bag({ [`own${i}`]: 1 }) })),
    };
    expect(await told(strategy, [two, apart])).toMatchObject([
      {
        code: 'NO_FEEDBACK_TERMS',
        stage: name,
        id: 'q',
        message: expect.stringMatching(/set minDocuments to 1/),
      },
    ]);
  });

  it.each([
    [{ terms: 0 }, /^terms is 0: give a whole number of at least 1/],
    [{ minDocuments: 1.5 }, /^minDocuments is 1.5/],
    [{ beta: -1 }, /^beta is -1: give a finite number of at least 0, or leave it out/],
    [{ beta: Number.NaN }, /^beta is NaN/],
    [{ maxDocumentFrequency: 0 }, /^maxDocumentFrequency is 0/],
    [{ statistics: undefined as never }, /^statistics is undefined: give the index's statistics/],
  ])('names the option and the remedy: %o', (options, message) => {
    const refused = () => make({ statistics, ...options });
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  strategyConformance(() => make({ statistics }), termsFeedback(), { longRunning: true });
});
