import { hostileIds } from '@reprise/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate, experiment, toJson, toLatex, toMarkdown, toText } from './index.js';

const before = Reflect.ownKeys(Object.prototype);
afterAll(() => expect(Reflect.ownKeys(Object.prototype)).toEqual(before));

const ids = [...new Set(fc.sample(hostileIds(), { numRuns: 300, seed: 15 }))];
const grades = new Map(ids.map((id, i) => [id, i % 3]));
const hits = ids.map((id, i) => ({ id, score: ids.length - i }));

describe('ids of queries and documents that break careless code', () => {
  it('are evaluated as any others', () => {
    const qrels = new Map(ids.map((id) => [id, grades]));
    const run = new Map(ids.map((id) => [id, hits]));
    const { perQuery, queries } = evaluate(qrels, run, { measures: ['nDCG@10', 'AP'] });
    expect(new Set(queries)).toEqual(new Set(ids));
    const [first] = perQuery.get('AP')!;
    expect(perQuery.get('AP')!.every((value) => value === first && value > 0)).toBe(true);
  });

  it('pass through an experiment and its tables', async () => {
    const some = ids.slice(0, 20);
    const pipeline = (name: string, turned: boolean) => ({
      name,
      pipeline: {
        name,
        run: async (batch: readonly { readonly id: string }[]) =>
          batch.map((query) => ({
            query,
            hits: turned ? hits.toReversed().map(({ id }, i) => ({ id, score: -i })) : hits,
          })),
      },
    });
    const result = await experiment({
      systems: [pipeline('__proto__', false), pipeline('constructor', true)],
      queries: some.map((id) => ({ id, text: 'x' })),
      qrels: new Map(some.map((id) => [id, grades])),
      measures: ['AP'],
    } as never);
    for (const table of [toText, toMarkdown, toLatex, toJson]) expect(table(result)).toContain('proto');
  });
});
