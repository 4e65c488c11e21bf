import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffle } from './shuffle.js';

/** mulberry32 in whole numbers of any size, each cut to 32 bits, and Fisher–Yates over its words. */
function shuffledSlowly<T>(items: readonly T[], seed: number): readonly T[] {
  const cut = (value: bigint): bigint => BigInt.asUintN(32, value);
  const shuffled = [...items];
  let state = BigInt(seed);
  for (let i = shuffled.length - 1; i > 0; i--) {
    state = cut(state + 0x6d2b79f5n);
    let bits = cut((state ^ (state >> 15n)) * (state | 1n));
    bits ^= cut(bits + cut((bits ^ (bits >> 7n)) * (bits | 61n)));
    const word = bits ^ (bits >> 14n);
    const [moved] = shuffled.splice(Number((word * BigInt(i + 1)) >> 32n), 1, shuffled[i]!);
    shuffled[i] = moved!;
  }
  return shuffled;
}

describe('shuffle', () => {
  it('is Fisher–Yates over mulberry32, and leaves the items it is given where they are', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(), { maxLength: 40 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (items, seed) => {
          const before = [...items];
          expect(shuffle(items, seed)).toEqual(shuffledSlowly(items, seed));
          expect(items).toEqual(before);
        },
      ),
    ));
});
