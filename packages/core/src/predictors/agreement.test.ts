import { describe, expect, it } from 'vitest';
import { feedback, gate, retrieve, topK } from '../index.js';
import { addTerms, analyzer, createIndex, untyped } from '../small-plugins.test-support.js';
import { agreement } from './agreement.js';

const index = createIndex();
const search = retrieve(index, { encoder: analyzer });
const second = feedback(addTerms, { documents: index, judge: topK(1) }).pipe(search);
const again = search.pipe(second);
const queries = [
  { id: 'q1', text: 'lion' },
  { id: 'q2', text: 'market' },
];

describe('agreement', () => {
  // lion: d3, and after feedback by it d3, d2: s 1, l 2, X 1, 1, which goes on as it began
  it('is the rank-biased overlap of the two rankings, one a query', async () => {
    const rankings = await search.run(queries);
    expect(await agreement(search).predict(rankings)).toEqual([1, 1]);
    const turned = rankings.map((ranking) => ({ ...ranking, hits: [{ id: 'd1', score: 1 }] }));
    expect(await agreement(again).predict(turned)).toEqual([0, 0]);
    // d2 before d3 against d3 before d2: X = 0, 2: ½·(½²·1)/½ + ½²·1
    const swapped = [
      { query: queries[0] as (typeof queries)[0], hits: ['d2', 'd3'].map((id) => ({ id, score: 1 })) },
    ];
    const [half] = await agreement(again, { persistence: 0.5 }).predict(swapped);
    expect(half).toBeCloseTo(0.5, 15);
    expect(await agreement(again, { depth: 1 }).predict(swapped)).toEqual([0]);
  });

  it('answers a gate, asks for what the other pipeline needs, and keeps the query that the first pass made', async () => {
    const calls: unknown[] = [];
    const watched = retrieve({
      ...createIndex('other'),
      search: async (batch) => {
        calls.push(...batch);
        return batch.map(() => []);
      },
    });
    expect(agreement(watched).reads).toEqual(['terms']);
    const [ranking] = await search
      .pipe(gate(agreement(watched), { atLeast: 0.5, through: second }))
      .run([{ id: 'q1', text: 'lion' }]);
    expect(calls).toEqual([{ id: 'q1', text: 'lion', terms: new Map([['lion', 1]]) }]);
    expect(ranking?.query.trace?.[1]?.gate).toEqual({ prediction: 0, passed: false });
  });

  it('refuses options that it cannot use', () => {
    expect(() => agreement(search, { depth: 0 })).toThrow(/depth is 0/);
    for (const persistence of [0, 1, Number.NaN]) {
      expect(() => agreement(search, { persistence })).toThrow(/persistence is/);
    }
    expect(() => agreement(untyped(feedback(addTerms, { documents: index, judge: topK(1) })))).toThrow(
      /other is "addTerms"/,
    );
    expect(() => agreement(untyped({}))).toThrow(/other is/);
  });
});
