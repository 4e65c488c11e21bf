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
