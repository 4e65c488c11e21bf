import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planBatches } from './run-batches.js';

const plan = (lengths: readonly number[], batchTokens: number): readonly (readonly number[])[] =>
  planBatches(
    lengths.map((length) => ({ length })),
    batchTokens,
  );

/** Work of batches as the file defines it, in tokens. */
const workOf = (batches: readonly (readonly number[])[], lengths: readonly number[]): number =>
  batches.reduce((sum, batch) => sum + 12 + batch.length * Math.max(...batch.map((i) => lengths[i]!)), 0);

/** Every way of cutting a list. */
function* cuts<T>(list: readonly T[]): Generator<T[][]> {
  if (list.length === 0) yield [];
  for (let size = 1; size <= list.length; size++) {
    for (const rest of cuts(list.slice(size))) yield [list.slice(0, size), ...rest];
  }
}

describe('planBatches', () => {
  it('puts texts of one length together, longest first, as many as the budget holds', () => {
    expect(plan([5, 5, 9, 5, 9], 18)).toEqual([
      [2, 4],
      [0, 1, 3],
    ]);
    expect(plan([4, 4, 4, 4, 4], 8).map((batch) => batch.length)).toEqual([1, 2, 2]);
    expect(plan([], 8)).toEqual([]);
  });

  it('gives a long text a batch of its own where padding the others would cost more than a run', () => {
    // Together 5 × 30 + 12 = 162, apart 30 + 12 + 4 × 5 + 12 = 74.
    expect(plan([5, 30, 5, 5, 5], 1000)).toEqual([[1], [0, 2, 3, 4]]);
    // Together 2 × 8 + 12 = 28, apart 8 + 12 + 5 + 12 = 37.
    expect(plan([5, 8], 1000)).toEqual([[1, 0]]);
  });

  it('lets a text that is longer than the budget through, alone', () => {
    expect(plan([3, 50, 50, 3], 10)).toEqual([[1], [2], [0, 3]]);
  });

  it('holds each text once and keeps to the budget; no other cut is less work', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 9 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 200 }), (some, budget) => {
        const batches = plan(some, budget);
        const order = batches.flat();
        expect(order.toSorted((a, b) => a - b)).toEqual(some.map((_, i) => i));
        const tokens = (batch: readonly number[]): number => batch.length * some[batch[0]!]!;
        const fits = (batch: readonly number[]): boolean => batch.length === 1 || tokens(batch) <= budget;
        expect(batches.every(fits)).toBe(true);
        const least = Math.min(
          ...[...cuts(order)].filter((cut) => cut.every(fits)).map((c) => workOf(c, some)),
        );
        expect(workOf(batches, some)).toBe(least);
      }),
    );
  });
});
