import { compareHits } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopHits } from './top-hits.js';

/** Names that sort as their numbers do. */
const nameOf = (document: number): string => String(document).padStart(10, '0');

const top = (k: number, scores: readonly (readonly [number, number])[]) => {
  const hits = new TopHits(k, scores.length);
  for (const [document, score] of scores) hits.add(document, score);
  return hits.hits(nameOf);
};

describe('TopHits', () => {
  it('orders by score and then by number', () => {
    expect(
      top(3, [
        [7, 1],
        [2, 3],
        [9, 3],
        [1, -1],
        [4, 0.5],
      ]),
    ).toEqual([
      { id: nameOf(2), score: 3 },
      { id: nameOf(9), score: 3 },
      { id: nameOf(7), score: 1 },
    ]);
  });

  it('takes positive and negative zero for equal', () => {
    expect(
      top(2, [
        [1, -0],
        [0, 0],
        [2, 0],
      ]).map(({ id }) => id),
    ).toEqual([nameOf(0), nameOf(1)]);
  });

  it('keeps the numbers that a 32-bit integer would make negative', () => {
    expect(
      top(2, [
        [0xfffffffe, 1],
        [0x80000000, 1],
      ]).map(({ id }) => id),
    ).toEqual(['2147483648', '4294967294']);
  });

  it('agrees with a full sort for any scores and any k', () => {
    const few = fc.integer({ min: -3, max: 3 }).map((n) => n / 2);
    const any = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.uniqueArray(fc.tuple(fc.nat(1000), fc.oneof(few, any)), { maxLength: 200, selector: ([d]) => d }),
        (k, scores) => {
          const all = scores.map(([document, score]) => ({ id: nameOf(document), score: score + 0 }));
          expect(top(k, scores)).toEqual(all.sort(compareHits).slice(0, k));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
