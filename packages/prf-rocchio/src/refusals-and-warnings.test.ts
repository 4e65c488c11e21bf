import type { CollectionStatistics, FeedbackStrategy } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { bag, example, statisticsOf, type TermsFeedback, told } from './feedback.test-support.js';
import {
  bm25prf,
  bo1,
  bo2,
  kl,
  klComplete,
  klCorrect,
  type Rm3Options,
  rm3,
  rm3Terrier,
  rocchio,
} from './index.js';

const statistics = statisticsOf(100, 1000, 5, 7);
const untyped = <T>(value: unknown): T => value as T;
const refused = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    const { code, details } = error as { code: string; details: unknown };
    return { code, details };
  }
  return 'not refused';
};
const option = (name: string, value: unknown, expected: string) => ({
  code: 'INVALID_OPTION',
  details: { option: name, value, expected },
});

type Options = Record<string, unknown>;
const methods: readonly (readonly [string, (options?: Options) => { readonly name: string }])[] = [
  ['rm3', (options) => rm3({ statistics, ...options })],
  ['rm3Terrier', (options) => rm3Terrier({ statistics, ...options })],
  ['rocchio', (options) => rocchio({ statistics, ...options })],
  ['bm25prf', (options) => bm25prf({ statistics, ...options })],
  ['bo1', (options) => bo1({ statistics, ...options })],
  ['bo2', (options) => bo2({ statistics, ...options })],
  ['kl', (options) => kl({ statistics, ...options })],
  ['klCorrect', (options) => klCorrect({ statistics, ...options })],
  ['klComplete', (options) => klComplete({ statistics, ...options })],
];

describe.each(methods)('%s', (name, make) => {
  it('declares what it is', () => {
    const writes = name === 'bm25prf' ? ['terms', 'weighting'] : ['terms'];
    expect(make()).toMatchObject({ spec: 'v1', name, reads: ['terms'], sees: ['terms'], writes });
    expect(Object.isFrozen(make())).toBe(true);
  });

  it('names what its options can be, and takes the ends of their ranges', () => {
    const whole = 'a whole number of at least 1';
    for (const terms of [0, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(refused(() => make({ terms }))).toEqual(option('terms', terms, whole));
    for (const limit of [0, -1, 1.5, Number.NaN])
      expect(refused(() => make({ maxDocumentFrequency: limit }))).toEqual(
        option('maxDocumentFrequency', limit, 'a number above 0 and at most 1'),
      );
    for (const minLength of [-1, Number.NaN])
      expect(refused(() => make({ minLength }))).toEqual(
        option('minLength', minLength, 'a number of at least 0'),
      );
    expect(refused(() => make({ minLength: 3, maxLength: 2 }))).toEqual(
      option('maxLength', 2, 'a number of at least minLength, 3'),
    );
    for (const pattern of ['a', null, true])
      expect(refused(() => make({ pattern }))).toEqual(
        option('pattern', pattern, 'a regular expression, or false for none'),
      );
    for (const taken of [
      { terms: 1 },
      { maxDocumentFrequency: 1 },
      { maxDocumentFrequency: 1e-9 },
      { minLength: 0 },
      { minLength: 3, maxLength: 3 },
    ])
      expect(refused(() => make(taken))).toBe('not refused');
  });

  it('asks for statistics where it cannot do without', () => {
    const needed = option('statistics', undefined, "the index's statistics, such as index.statistics");
    const free = name === 'rm3' || name === 'rocchio';
    expect(refused(() => make({ statistics: undefined }))).toEqual(free ? 'not refused' : needed);
    if (!free) expect(refused(() => make({ statistics: {} }))).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('options that only some methods have', () => {
  const numbers = methods.slice(4).map(([, make]) => make);
  it.each<
    [
      make: (options: Options) => unknown,
      name: string,
      bad: readonly number[],
      good: readonly number[],
      expected: string,
    ]
  >([
    [
      (options) => rm3(options as Rm3Options),
      'weight',
      [-0.1, 1.1, Number.NaN],
      [0, 1],
      'a number from 0 to 1',
    ],
    [
      (options) => rm3Terrier({ statistics, ...options }),
      'weight',
      [-0.1, 1.1, Number.NaN],
      [0, 1],
      'a number from 0 to 1',
    ],
    [
      (options) => rm3Terrier({ statistics, ...options }),
      'minDocumentFrequency',
      [-1, Number.NaN],
      [0],
      'a number of at least 0',
    ],
    ...['alpha', 'beta', 'gamma'].map(
      (name) =>
        [
          (options: Options) => rocchio(options),
          name,
          [-0.1, Number.NaN, 1e39, Number.POSITIVE_INFINITY],
          [0, 1e38],
          'a number of at least 0 that float32 can hold',
        ] as [(options: Options) => unknown, string, number[], number[], string],
    ),
    [(options) => rocchio(options), 'negativeTerms', [0, 1.5], [1], 'a whole number of at least 1'],
    [
      (options) => bm25prf({ statistics, ...options }),
      'newTermWeight',
      [0, 1.1, Number.NaN],
      [1e-9, 1],
      'a number above 0 and at most 1',
    ],
    [
      (options) => bm25prf({ statistics, ...options }),
      'minDocuments',
      [0, 1.5],
      [1],
      'a whole number of at least 1',
    ],
    ...numbers.flatMap((make): [typeof make, string, number[], number[], string][] => [
      [make, 'minDocuments', [0, 1.5], [1], 'a whole number of at least 1'],
      [
        make,
        'beta',
        [-0.1, Number.NaN, Number.POSITIVE_INFINITY],
        [0, 1e9],
        'a finite number of at least 0, or leave it out',
      ],
    ]),
  ])('%o take what they say they take: %s', (make, name, bad, good, expected) => {
    for (const value of bad)
      expect(refused(() => make({ [name]: value }))).toEqual(option(name, value, expected));
    for (const value of good) expect(refused(() => make({ [name]: value }))).toBe('not refused');
  });
});

describe('warnings', () => {
  const noTerms: TermsFeedback = {
    ...example,
    positive: [{ id: 'd1', rank: 1, score: 1, terms: bag({}) }],
    negative: [],
  };
  const start = (name: string) =>
    `query "q" was not expanded, as the filters of ${name} left no term of its 1 feedback documents: `;
  const terrier = 'use documents that share terms, or set minDocuments to 1';

  it.each<
    [strategy: FeedbackStrategy<'terms', 'terms', 'terms'> | ReturnType<typeof bm25prf>, remedy: string]
  >([
    [
      rm3({ statistics }),
      'for a small collection set maxDocumentFrequency to 1, for word pieces set pattern to false',
    ],
    [
      rm3Terrier({ statistics }),
      'for a small collection set maxDocumentFrequency to 1 and minDocumentFrequency to 0',
    ],
    [rocchio({ statistics }), 'for a small collection set maxDocumentFrequency to 1'],
    [
      bm25prf({ statistics }),
      'for few documents set minDocuments to 1, for word pieces set pattern to false',
    ],
    [bo1({ statistics }), terrier],
    [bo2({ statistics }), terrier],
    [kl({ statistics }), terrier],
    [klCorrect({ statistics }), terrier],
    [klComplete({ statistics }), terrier],
  ])('say what to do where no term of the documents passes', async (strategy, remedy) => {
    expect(await told(strategy, [noTerms])).toEqual([
      {
        kind: 'warning',
        code: 'NO_FEEDBACK_TERMS',
        stage: strategy.name,
        id: 'q',
        message: start(strategy.name) + remedy,
      },
    ]);
  });

  it.each([rm3, rocchio])('say once that frequent terms could not be told, of %o', async (make) => {
    const free = { minLength: 0, pattern: untyped<false>(false) };
    const { name } = make();
    expect(await told(make(free), [example, example])).toEqual([
      {
        kind: 'warning',
        code: 'NO_STATISTICS',
        stage: name,
        message:
          `terms that are frequent in the collection were not left out: give ${name} the statistics of the index, ` +
          'or set maxDocumentFrequency to 1',
      },
    ]);
    expect(await told(make({ ...free, maxDocumentFrequency: 1 }), [example])).toEqual([]);
    expect(await told(make({ ...free, statistics }), [example])).toEqual([]);
  });

  it('say how many documents were left out for their scores', async () => {
    const [first, second] = example.positive;
    const events = await told(rm3({ maxDocumentFrequency: 1 }), [
      { ...example, positive: [first!, { ...second!, score: 0 }] },
    ]);
    expect(events).toEqual([
      {
        kind: 'warning',
        code: 'SKIPPED_DOCUMENT',
        stage: 'rm3',
        id: 'q',
        message:
          'query "q": 1 of 2 feedback documents have a score of 0 or less and were left out: ' +
          'use a first pass with scores above 0, or a judge that gives grades',
      },
    ]);
  });
});

describe('defaults', () => {
  /** Twelve documents' worth of terms, each in both documents, the rarer the heavier. */
  const many = (count: number): TermsFeedback => {
    const terms = new Map(Array.from({ length: count }, (_, i) => [`term${i}`, count - i]));
    const query = { id: 'q', terms: bag({ apple: 1 }) };
    const positive = [1, 2].map((rank) => ({ id: `d${rank}`, rank, score: 1, terms }));
    return { query, positive, negative: [] };
  };
  const rare: CollectionStatistics = statisticsOf(100_000, 10_000_000, 20, 40);

  it.each<[FeedbackStrategy<'terms', 'terms', 'terms'> | ReturnType<typeof bm25prf>, number]>([
    [rm3(), 10],
    [rm3Terrier({ statistics: rare }), 10],
    [rocchio(), 10],
    [bm25prf({ statistics: rare }), 20],
    [bo1({ statistics: rare }), 10],
    [bo2({ statistics: rare }), 10],
    [kl({ statistics: rare }), 10],
    [klCorrect({ statistics: rare }), 10],
    [klComplete({ statistics: rare }), 10],
  ])('let feedback add as many terms as the reference does', async (strategy, count) => {
    const [changed] = await strategy.refine([many(30)]);
    expect(changed!.terms.size).toBe(1 + count);
    expect(changed!.terms.has('apple')).toBe(true);
  });
});
