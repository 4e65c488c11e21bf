import { feedback, given, retrieve, topK } from '@reprise/core';
import type { DocumentSource, Hit, Query, Retriever } from '@reprise/spec';
import { strategyConformance, vectorFeedback } from '@reprise/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  feedbackOn,
  ranked,
  refined,
  type VectorFeedback,
  type VectorStrategy,
  vector,
} from './feedback.test-support.js';
import { dime, vectorAverage, vectorRocchio } from './index.js';

const strategies: readonly [name: string, make: () => VectorStrategy][] = [
  ['vectorAverage', () => vectorAverage()],
  ['vectorRocchio', () => vectorRocchio()],
  ['vectorRocchio, normalised', () => vectorRocchio({ normalise: 'both', maxShift: 0.5 })],
  ['dime', () => dime()],
  ['dime by magnitude', () => dime({ importance: 'magnitude', keep: 0.3 })],
];

describe.each(strategies)('%s', (_, make) => {
  strategyConformance(make, vectorFeedback(), { longRunning: true });

  it('does not care in which order documents of one strength come', () =>
    fc.assert(
      fc.asyncProperty(vectorFeedback({ dimensions: 6 }), async (feedback) => {
        const turned: VectorFeedback = {
          ...feedback,
          positive: [...feedback.positive].reverse(),
          negative: [...feedback.negative].reverse(),
        };
        const [a, b] = [await refined(make(), feedback), await refined(make(), turned)];
        a.forEach((value, i) => {
          expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(value)));
        });
      }),
      { numRuns: 1000 },
    ));

  it('leaves what it is given as it was', () =>
    fc.assert(
      fc.asyncProperty(vectorFeedback(), async (feedback) => {
        const before = structuredClone(feedback);
        await make().refine([feedback]);
        expect(feedback).toEqual(before);
      }),
      { numRuns: 1000 },
    ));

  it('refuses documents of another space or dimension', async () => {
    const [document] = ranked([[1, 2]]);
    const query = { id: 'q', vector: vector(1, 2) };
    const elsewhere = { ...document!, vector: { space: 'elsewhere', data: document!.vector.data } };
    await expect(make().refine([{ query, positive: [elsewhere], negative: [] }])).rejects.toMatchObject({
      code: 'SPACE_MISMATCH',
      message:
        'document "d1" lies in the space elsewhere and the query in by hand: encode both with one encoder',
    });
    await expect(
      make().refine([{ query, positive: ranked([[1, 2, 3]]), negative: [] }]),
    ).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
      message: 'document "d1" has 3 dimensions and the query 2: encode both with one encoder',
    });
  });
});

describe('vectorAverage', () => {
  it('is Rocchio with α = 1/(k+1) and β = k/(k+1)', () =>
    fc.assert(
      fc.asyncProperty(vectorFeedback(), async ({ query, positive }) => {
        const plain = {
          query,
          positive: positive.map(({ grade: _, ...document }) => document),
          negative: [],
        };
        const k = positive.length;
        const rocchio = vectorRocchio({ alpha: 1 / (k + 1), beta: k / (k + 1) });
        const [a, b] = [await refined(vectorAverage(), plain), await refined(rocchio, plain)];
        a.forEach((value, i) => {
          expect(value).toBeCloseTo(b[i]!, 4);
        });
      }),
      { numRuns: 1000 },
    ));

  it("takes a grade as a document's weight beside the query's 1, and does not heed negative documents", async () => {
    const graded = feedbackOn([1, 0], [[0, 2]], [[9, 9]]);
    const positive = graded.positive.map((document) => ({ ...document, grade: 3 }));
    expect(await refined(vectorAverage(), { ...graded, positive })).toEqual([0.25, 1.5]);
  });

  it('brings vectors to length 1 where asked', async () => {
    const feedback = feedbackOn([2, 0], [[0, 5]]);
    expect(await refined(vectorAverage({ normalise: 'inputs' }), feedback)).toEqual([0.5, 0.5]);
    const [x, y] = await refined(vectorAverage({ normalise: 'both' }), feedback);
    expect([x, y]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
  });
});

describe('vectorRocchio', () => {
  it('is the query, up to scale, where β = γ = 0', () =>
    fc.assert(
      fc.asyncProperty(vectorFeedback(), async (feedback) => {
        const moved = await refined(vectorRocchio({ alpha: 0.5, beta: 0, gamma: 0 }), feedback);
        expect(moved).toEqual([...feedback.query.vector.data].map((value) => Math.fround(value * 0.5)));
      }),
      { numRuns: 1000 },
    ));

  it('agrees with a plain float64 reference', () =>
    fc.assert(
      fc.asyncProperty(vectorFeedback({ dimensions: 5 }), async (feedback) => {
        const { query, positive, negative } = feedback;
        const mean = (documents: typeof positive, i: number): number => {
          let sum = 0;
          let grades = 0;
          for (const { grade = 1, vector } of documents) {
            sum += grade * vector.data[i]!;
            grades += grade;
          }
          return grades === 0 ? 0 : sum / grades;
        };
        const moved = await refined(vectorRocchio({ alpha: 0.9, beta: 0.5, gamma: 0.2 }), feedback);
        query.vector.data.forEach((value, i) => {
          const expected = 0.9 * value + 0.5 * mean(positive, i) - 0.2 * mean(negative, i);
          expect(Math.abs(moved[i]! - expected)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(expected)));
        });
      }),
      { numRuns: 1000 },
    ));

  it('learns from negative documents alone', async () => {
    expect(await refined(vectorRocchio({ alpha: 1, gamma: 0.5 }), feedbackOn([1, 1], [], [[2, 0]]))).toEqual([
      0, 1,
    ]);
  });

  it('shortens a shift that is longer than maxShift times α·q', async () => {
    const feedback = feedbackOn([3, 4], [[100, 0]]);
    const options = { alpha: 1, beta: 1, maxShift: 0.4 };
    expect(await refined(vectorRocchio(options), feedback)).toEqual([5, 4]);
    expect(await refined(vectorRocchio({ ...options, maxShift: 20 }), feedback)).toEqual([103, 4]);
  });

  it('keeps the query where nothing is left of it', async () => {
    const strategy = vectorRocchio({ alpha: 1, beta: 1, normalise: 'output' });
    expect(await refined(strategy, feedbackOn([1, -2], [[-1, 2]]))).toEqual([1, -2]);
  });

  it('refuses what float32 cannot hold, naming the query', async () => {
    const feedback = feedbackOn([3e38, 0], [[3e38, 0]]);
    await expect(vectorRocchio({ alpha: 1, beta: 1 }).refine([feedback])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message:
        'vectorRocchio moved query "q" beyond what float32 can hold: give smaller weights, or vectors of length 1',
    });
  });

  it('refuses wrong options with the value and the remedy', () => {
    for (const name of ['alpha', 'beta', 'gamma']) {
      for (const value of [-0.1, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => vectorRocchio({ [name]: value as number })).toThrow(
          `${name} is ${value}: give a number of at least 0`,
        );
      }
    }
    for (const maxShift of [0, -1, Number.NaN]) {
      expect(() => vectorRocchio({ maxShift })).toThrow(`maxShift is ${maxShift}: give a number above 0`);
    }
    expect(() => vectorAverage({ normalise: 'l2' as 'none' })).toThrow(
      'normalise is "l2": give one of none, inputs, output, both',
    );
  });
});

describe('dime', () => {
  const feedback = feedbackOn(
    [1, -2, 3, 0.5],
    [
      [1, 1, 1, 4],
      [3, 1, -1, 4],
    ],
  );

  it('keeps the dimensions in which query and mean agree most', async () => {
    // u = 1·2, −2·1, 3·0, 0.5·4 = 2, −2, 0, 2
    expect(await refined(dime({ keep: 0.5 }), feedback)).toEqual([1, 0, 0, 0.5]);
    expect(await refined(dime({ keep: 0.25 }), feedback)).toEqual([1, 0, 0, 0]);
    expect(await refined(dime({ keep: 0.01 }), feedback)).toEqual([1, 0, 0, 0]);
    expect(await refined(dime({ keep: 1 }), feedback)).toEqual([1, -2, 3, 0.5]);
  });

  it('keeps the largest ones by magnitude', async () => {
    expect(await refined(dime({ importance: 'magnitude', keep: 0.5 }), feedback)).toEqual([0, -2, 3, 0]);
  });

  it('weighs documents by the softmax of their scores', async () => {
    const strategy = (temperature: number) => dime({ importance: 'softmax', temperature, keep: 0.25 });
    // The first document alone: u = 1, −2, 3, 2.
    expect(await refined(strategy(0.01), feedback)).toEqual([0, 0, 3, 0]);
    // Both alike: u = 1·2, −2·1, 3·0, 0.3·4.
    const weaker = { ...feedback, query: { id: 'q', vector: vector(1, -2, 3, 0.3) } };
    expect(await refined(strategy(1e6), weaker)).toEqual([1, 0, 0, 0]);
    const unranked = feedback.positive.map(({ id, vector }) => ({ id, vector, grade: 1 }));
    await expect(strategy(1).refine([{ ...feedback, positive: unranked }])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message:
        'document "d1" has no score in the first pass, which softmax weighs by: use importance \'feedback\'',
    });
  });

  it("takes a grade as a document's weight in the mean", async () => {
    const positive = feedback.positive.map((document, i) => ({ ...document, grade: i === 0 ? 1e6 : 1 }));
    expect(await refined(dime({ keep: 0.25 }), { ...feedback, positive })).toEqual([0, 0, 3, 0]);
  });

  it('keeps a query whose kept dimensions are all 0', async () => {
    const strategy = dime({ keep: 0.5 });
    expect(await refined(strategy, feedbackOn([0, 1], [[1, -1]]))).toEqual([0, 1]);
  });

  it('refuses wrong options with the value and the remedy', () => {
    for (const keep of [0, -0.5, 1.1, Number.NaN]) {
      expect(() => dime({ keep })).toThrow(`keep is ${keep}: give a share above 0 and at most 1`);
    }
    for (const temperature of [undefined, 0, -1, Number.POSITIVE_INFINITY]) {
      expect(() =>
        dime({ importance: 'softmax', ...(temperature !== undefined && { temperature }) }),
      ).toThrow(`temperature is ${temperature}: give a number above 0, such as 0.1`);
    }
    expect(() => dime({ importance: 'llm' as 'softmax' })).toThrow(
      'importance is "llm": give one of feedback, softmax, magnitude',
    );
  });
});

describe('in a pipeline', () => {
  const rows = new Map([
    ['a', vector(1, 0)],
    ['b', vector(0.8, 0.6)],
    ['c', vector(0, 1)],
  ]);
  const search = ({ vector }: Query<'vector'>, k: number): Hit[] =>
    [...rows]
      .map(([id, { data }]) => ({ id, score: data[0]! * vector.data[0]! + data[1]! * vector.data[1]! }))
      .sort((x, y) => y.score - x.score)
      .slice(0, k);
  const index: Retriever<'vector'> & DocumentSource<'vector'> = {
    spec: 'v1',
    name: 'three vectors',
    reads: ['vector'],
    kinds: ['vector'],
    search: async (batch, k) => batch.map((query) => search(query, k)),
    fetch: async (ids) => new Map(ids.map((id) => [id, { vector: rows.get(id)! }])),
  };

  it("moves a query by its best hit, and by a person's word", async () => {
    const first = retrieve(index);
    const pseudo = first
      .pipe(feedback(vectorRocchio(), { documents: index, judge: topK(1) }))
      .pipe(retrieve(index));
    const query = { id: 'q', vector: vector(0.6, 0.8) };
    const [found] = await pseudo.run([query]);
    expect(found?.hits.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
    expect(found?.query.previous).toMatchObject({ id: 'q', vector: query.vector });

    const qrels = new Map([
      [
        'q',
        new Map([
          ['a', 2],
          ['c', 0],
        ]),
      ],
    ]);
    const judged = first
      .pipe(
        feedback(vectorRocchio({ alpha: 0.1, beta: 0.9, gamma: 0.5 }), {
          documents: index,
          judge: given(qrels),
        }),
      )
      .pipe(retrieve(index));
    const [moved] = await judged.run([query]);
    expect(moved?.hits.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const [unjudged] = await judged.run([{ ...query, id: 'other' }]);
    expect(unjudged?.query.vector).toEqual(query.vector);
  });
});
