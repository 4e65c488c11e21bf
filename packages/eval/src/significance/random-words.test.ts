import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBytes } from './random-bytes.js';
import { randomWords } from './random-words.js';

/** sfc32 in whole numbers of any size, each cut to 32 bits: slow, and without a sign to go wrong. */
function wordsOf(seed: number, count: number): number[] {
  const cut = (value: bigint): bigint => BigInt.asUintN(32, value);
  let [a, b, c, counter] = [0n, BigInt(seed), 0n, 1n];
  const words: number[] = [];
  for (let i = 0; i < 12 + count; i++) {
    const sum = cut(a + b + counter++);
    a = b ^ (b >> 9n);
    b = cut(c * 9n);
    c = cut(cut(c << 21n) + (c >> 11n) + sum);
    words.push(Number(sum));
  }
  return words.slice(12);
}

const draw = (next: () => number, count: number): number[] => Array.from({ length: count }, next);

describe('randomWords', () => {
  it('is sfc32 after twelve steps, whatever the seed', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (seed) => {
        expect(draw(randomWords(seed), 40)).toEqual(wordsOf(seed, 40));
      }),
    ));
});

describe('randomBytes', () => {
  it('cuts each word into four bytes, the lowest first', () => {
    const words = wordsOf(42, 25);
    const bytes = words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 255));
    expect(draw(randomBytes(42), 100)).toEqual(bytes);
  });
});
