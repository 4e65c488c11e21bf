import type { Qrels, Run } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';

const grades: readonly (readonly [string, number])[] = [
  ['a', 1],
  ['b', 2],
  ['c', 0],
];
const qrels: Qrels = new Map([['q', new Map(grades)]]);
const run: Run = new Map([['q', ['a', 'c', 'x', 'b'].map((id, i) => ({ id, score: 9 - i }))]]);
const of = (measure: string): number => {
  const [value] = evaluate(qrels, run, { measures: [measure] }).mean.values();
  return value!;
};

describe('gains in place of grades', () => {
  it('give nDCG by hand: 3 for grade 1 and 9 for grade 2', () => {
    expect(of('ndcg.1=3,2=9')).toBeCloseTo((3 + 9 / Math.log2(5)) / (9 + 3 / Math.log2(3)), 12);
  });

  it('leave the grades that they do not name, and take grade 0 too', () => {
    expect(of('ndcg.2=9')).toBeCloseTo((1 + 9 / Math.log2(5)) / (9 + 1 / Math.log2(3)), 12);
    expect(of('ndcg.0=4')).toBeCloseTo(
      (1 + 4 / Math.log2(3) + 2 / Math.log2(5)) / (4 + 2 / Math.log2(3) + 1 / 2),
      12,
    );
  });

  it('that are less than 1 apart rank in the best order by their place in the list, as in trec_eval', () => {
    expect(of('ndcg.2=3.5,1=3')).toBeCloseTo((3 + 3.5 / Math.log2(5)) / (3 + 3.5 / Math.log2(3)), 12);
    expect(of('ndcg.1=0.5,2=0.75')).toBe(0);
  });

  it('that stand behind a gain of 0 in the best order are no part of it', () => {
    // 1=0.5 and 0=0 rank as given, the later one above: the best order is 2, 0, 1, and ends at 0.
    expect(of('ndcg.1=0.5,2=3')).toBeCloseTo((0.5 + 3 / Math.log2(5)) / 3, 12);
  });

  it('leave 0, and no division by 0, where the best order begins with a grade without gain', () => {
    const only = new Map([['q', new Map([['a', 1]])]]);
    for (const name of ['ndcg.1=0.5', 'Rndcg.1=0.5', 'ndcg_rel.1=0.5', 'G.1=0.5'])
      expect([...evaluate(only, run, { measures: [name] }).mean.values()]).toEqual([0]);
  });

  it('of which more was gained than the best order has count as if none was missed', () => {
    // The best order, each less than 1 above the next: 2, 1, 0 with gains of 5.5, 6 and 6.75.
    expect(of('G.0=6.75,1=6,2=5.5')).toBeCloseTo((6 + 6.75 + 5.5 / Math.log2(3)) / 18.25, 12);
  });

  it('are no less than 0 and finite in any measure, whatever the gains', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('ndcg', 'G', 'ndcg_rel', 'Rndcg'),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 }),
        (measure, quarters) => {
          const value = of(`${measure}.${quarters.map((gain, grade) => `${grade}=${gain / 4}`).join()}`);
          expect(Number.isFinite(value) && value >= 0).toBe(true);
        },
      ),
    ));

  it('equal to the grades change nothing', () => {
    for (const measure of ['ndcg', 'G', 'ndcg_rel', 'Rndcg'])
      expect(of(`${measure}.0=0,1=1,2=2`)).toBe(of(measure));
  });
});

describe('utility', () => {
  it('weighs relevant retrieved, other retrieved and relevant not retrieved', () => {
    const half: Run = new Map([
      [
        'q',
        [
          { id: 'a', score: 1 },
          { id: 'x', score: 0 },
        ],
      ],
    ]);
    const { mean } = evaluate(qrels, half, { measures: ['utility', 'utility.2,-0.5,-4,0'] });
    expect([...mean.values()]).toEqual([0, 2 - 0.5 - 4]);
  });
});
