/** What each method does other than its reference, beside what the reference would give. */
import { describe, expect, it } from 'vitest';
import { bag, refine, statisticsOf, type TermsFeedback } from './feedback.test-support.js';
import { bm25prf, bo1, bo2, kl, klComplete, klCorrect, rm3, rm3Terrier, rocchio } from './index.js';

const of = (
  query: Record<string, number>,
  positive: readonly Record<string, number>[],
  judged: readonly object[] = [],
): TermsFeedback => ({
  query: { id: 'q', terms: bag(query) },
  positive: positive.map((terms, i) => ({ id: `d${i}`, terms: bag(terms), ...judged[i] })),
  negative: [],
});
const near = (terms: Record<string, number>): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(terms).map(([term, weight]) => [term, expect.closeTo(weight, 5)]));
const open = { maxDocumentFrequency: 1, minLength: 1 } as const;

describe('unlike its reference, rm3', () => {
  const two = of({ ab: 1 }, [{ cd: 1 }, { ef: 1 }], [{ score: 3 }, { score: -1 }]);

  // The reference: 3·cd − 1·ef, divided by the sum of sizes, cd 0.75, ef −0.25, each times ½.
  it('leaves out a document that did not score above 0, instead of turning its terms against the others', async () => {
    expect(new Map(await refine(rm3(open), two))).toEqual(near({ ab: 0.5, cd: 0.5 }));
    const above = of({ ab: 1 }, [{ cd: 1 }, { ef: 1 }], [{ score: 3 }, { score: 1 }]);
    expect(new Map(await refine(rm3(open), above))).toEqual(near({ ab: 0.5, cd: 0.375, ef: 0.125 }));
  });

  // The reference: cd 0 beside ab 1.
  it('leaves out a term of weight 0, instead of asking for it', async () => {
    expect(await refine(rm3({ ...open, weight: 1 }), two)).toEqual([['ab', 1]]);
  });

  // The reference: a query of nothing, or of ab 0.
  it('gives back the query where λ is 0 and no term passes, instead of nothing', async () => {
    const nothing = { ...open, weight: 0, filter: () => false };
    expect(await refine(rm3(nothing), two)).toEqual([['ab', 1]]);
    expect(await refine(rm3({ ...open, weight: 0 }), two)).toEqual([['cd', 1]]);
  });
});

describe('unlike its reference, rocchio', () => {
  const judged = (...grades: number[]) =>
    of(
      { ab: 1 },
      [{ cd: 1 }, { ef: 1 }],
      grades.map((grade) => ({ grade })),
    );
  const strategy = rocchio({ ...open, alpha: 0, beta: 1 });

  // The reference: every judged document counts as one, as where grades are alike.
  it('weighs a document by its grade', async () => {
    expect(new Map(await refine(strategy, judged(3, 4)))).toEqual(near({ cd: 0.6, ef: 0.8 }));
    expect(new Map(await refine(strategy, judged(2, 2)))).toEqual(
      near({ cd: Math.SQRT1_2, ef: Math.SQRT1_2 }),
    );
  });

  // The reference, told to use negative documents: ab 1 − 2·1, which it leaves out, and so a query of nothing.
  it('gives back the query where no term is left above 0', async () => {
    const negative = [{ id: 'n', terms: bag({ ab: 5 }) }];
    const apart: TermsFeedback = { ...of({ ab: 3 }, []), negative };
    expect(await refine(rocchio({ ...open, gamma: 2 }), apart)).toEqual([['ab', 1]]);
    expect(new Map(await refine(rocchio({ ...open, gamma: 0.5 }), apart))).toEqual(near({ ab: 0.5 }));
  });
});

describe('unlike its reference, bm25prf', () => {
  const four = of({ old: 1 }, [{ new: 1 }, { new: 1 }, { new: 1 }, { new: 1 }]);

  // r = R = 4, N = 1000. The reference with n = 0: 4.5·996.5 / (−3.5·0.5), of which there is no logarithm.
  it('takes no fewer documents to hold a term than are seen to', async () => {
    const weights = async (frequency: number) =>
      new Map(
        await refine(bm25prf({ statistics: statisticsOf(1000, 5000, frequency, 9), newTermWeight: 1 }), four),
      );
    expect((await weights(0)).get('new')).toBeCloseTo(Math.log((4.5 * 996.5) / (0.5 * 0.5)), 5);
    expect((await weights(4)).get('new')).toBe((await weights(0)).get('new'));
    expect((await weights(5)).get('new')).toBeCloseTo(Math.log((4.5 * 995.5) / (1.5 * 0.5)), 5);
  });

  // old, r = 0, R = 4: of 8 documents no more than 4 can hold it. The reference with n = 8: 0.5·(−3.5) / (8.5·4.5).
  it('takes no more documents to hold a term than can', async () => {
    const weights = async (frequency: number) =>
      new Map(await refine(bm25prf({ statistics: statisticsOf(8, 5000, frequency, 9) }), four));
    for (const frequency of [4, 8]) expect((await weights(frequency)).get('old')).toBe(Math.fround(1e-6));
  });

  it('cuts terms of equal offer weight by term, instead of by a hash map', async () => {
    const tied = of({ old: 1 }, [
      { ab: 1, aa: 1, b: 1 },
      { b: 1, ab: 1, aa: 1 },
    ]);
    const statistics = statisticsOf(1000, 5000, 20, 30);
    const found = await refine(bm25prf({ statistics, ...open, terms: 2 }), tied);
    expect(found.map(([term]) => term).sort()).toEqual(['aa', 'ab', 'old']);
  });
});

describe.each([bo1, bo2, kl, klCorrect, klComplete])('unlike its reference, %o', (make) => {
  const statistics = statisticsOf(1000, 100_000, 20, 30);
  const strategy = make({ statistics, terms: 5 });

  // The reference fills up to five terms with `own` and `mine`, of weight 0.
  it('leaves out the terms of one document', async () => {
    const given = of({ ab: 1 }, [
      { ab: 1, cd: 2, own: 1 },
      { ab: 1, cd: 2, mine: 1 },
    ]);
    expect((await refine(strategy, given)).map(([term]) => term).sort()).toEqual(['ab', 'cd']);
  });

  it('cuts terms of equal weight by term, instead of by a hash map', async () => {
    const tied = { e: 1, d: 1, c: 1, b: 1, a: 1, long: 9 };
    const found = await refine(make({ statistics, terms: 3 }), of({}, [tied, tied]));
    expect(found.map(([term]) => term)).toEqual(['long', 'a', 'b']);
  });
});

describe.each([bo1, kl, klCorrect, klComplete])('unlike its reference, with poor statistics %o', (make) => {
  // The reference: 1 / 0 or log₂(tfx / 0), without bound.
  it('takes a term to occur as often in the collection as it is seen to', async () => {
    const given = of({ ab: 1 }, [{ ab: 1, cd: 2, ef: 9 }]);
    const weights = (frequency: number) =>
      refine(make({ statistics: statisticsOf(1000, 100_000, 1, frequency) }), given);
    expect(await weights(0)).toEqual(await weights(1));
    for (const [, weight] of await weights(0)) expect(Number.isFinite(weight)).toBe(true);
    expect(await weights(10)).not.toEqual(await weights(0));
  });
});

describe('unlike its reference, bo1', () => {
  // The reference counts empty documents in N: give it so, and f = F / N and the weights are its own.
  it('counts the documents that the statistics count', async () => {
    const given = of({ ab: 1 }, [
      { ab: 1, cd: 2 },
      { ab: 1, cd: 3 },
    ]);
    const cd = async (documents: number) =>
      new Map(await refine(bo1({ statistics: statisticsOf(documents, 5000, 2, 10) }), given)).get('cd')!;
    const e = (tfx: number, f: number) => tfx * Math.log2((1 + f) / f) + Math.log2(1 + f);
    for (const N of [50, 52]) {
      const [ab, top] = [e(2, 10 / N) / e(5, 5 / N), e(5, 10 / N) / e(5, 5 / N)];
      expect(await cd(N)).toBeCloseTo(top / (1 + ab), 6);
    }
    expect(await cd(50)).not.toBe(await cd(52));
  });
});

describe('unlike its reference, rm3Terrier', () => {
  const statistics = statisticsOf(100, 2000, 5, 8);

  // The reference: exp(−2000) is 0, and so is every part; with scores of 0 and below it agrees.
  it('scales by the best document, so that no score is out of reach', async () => {
    const scored = (shift: number) =>
      refine(
        rm3Terrier({ statistics }),
        of({ ab: 1 }, [{ cd: 1 }, { ef: 1 }], [{ score: shift }, { score: shift - 1 }]),
      );
    const r = 0.4 / (1 + Math.exp(-1));
    expect(new Map(await scored(0))).toEqual(near({ ab: 1, cd: r / 0.6, ef: (r * Math.exp(-1)) / 0.6 }));
    for (const shift of [-2000, 2000]) expect(await scored(shift)).toEqual(await scored(0));
  });

  // The reference: exp(score), of ln 2 and ln 4 as much as of the grades 2 and 4.
  it('takes a grade for exp(score)', async () => {
    const judged = (...judgements: object[]) =>
      refine(rm3Terrier({ statistics }), of({ ab: 1 }, [{ cd: 1 }, { ef: 1 }], judgements));
    const scored = await judged({ score: Math.log(2) }, { score: Math.log(4) });
    const graded = await judged({ grade: 2, score: 9 }, { grade: 4, score: 1 });
    expect(new Map(graded)).toEqual(near(Object.fromEntries(scored)));
    expect(graded).toHaveLength(3);
  });

  // The reference numbers terms as they come, so that ef, seen first, would stay.
  it('cuts ties by term', async () => {
    const found = await refine(rm3Terrier({ statistics, terms: 1 }), of({}, [{ ef: 1, cd: 1 }]));
    expect(found).toEqual([['cd', 1]]);
  });

  // The reference: ab alone.
  it('keeps a term of the query that no document holds', async () => {
    const known = { ...statistics, documentFrequency: (term: string) => (term === 'ab' ? 5 : 0) };
    expect(await refine(rm3Terrier({ statistics: known }), of({ ab: 1, unknown: 1 }, [{ cd: 1 }]))).toEqual([
      ['ab', 1],
      ['unknown', 1],
    ]);
  });

  // A term in 10 documents: of 109 more than ⌊0.1 · N⌋ = 10 may not hold it; of 110, as the reference counts with
  // an empty one, it passes.
  it('counts the documents that the statistics count', async () => {
    const passes = async (documents: number) =>
      (
        await refine(
          rm3Terrier({ statistics: statisticsOf(documents, 2000, 10, 20) }),
          of({ ab: 1 }, [{ cd: 1 }]),
        )
      ).length;
    expect([await passes(109), await passes(110)]).toEqual([1, 2]);
  });

  // The reference: nothing.
  it('gives back the query where λ is 0 and no term passes', async () => {
    const given = of({ ab: 1 }, [{ cd: 1 }]);
    expect(await refine(rm3Terrier({ statistics, weight: 0, filter: () => false }), given)).toEqual([
      ['ab', 1],
    ]);
    expect(await refine(rm3Terrier({ statistics, weight: 0 }), given)).toEqual([['cd', 1]]);
  });
});
