import { describe, expect, it } from 'vitest';
import { randomBytes } from './random-bytes.js';

const draw = (seed: number, count: number): number[] => {
  const byte = randomBytes(seed);
  return Array.from({ length: count }, byte);
};

describe('randomBytes', () => {
  it('repeats itself under a seed and not under another', () => {
    expect(draw(42, 100)).toEqual(draw(42, 100));
    expect(draw(42, 100)).not.toEqual(draw(43, 100));
    expect(draw(0, 100)).not.toEqual(draw(2 ** 32 - 1, 100));
  });

  // χ² with 255 degrees of freedom has mean 255 and standard deviation √510 ≈ 22.6.
  it('draws every byte about equally often, whatever the byte before', () => {
    const bytes = draw(7, 256 * 400);
    const chiSquare = (values: readonly number[]): number => {
      const counts = new Float64Array(256);
      for (const value of values) counts[value]! += 1;
      const expected = values.length / 256;
      return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    };
    expect(Math.abs(chiSquare(bytes) - 255)).toBeLessThan(5 * 22.6);
    const changes = bytes.slice(1).map((byte, i) => byte ^ bytes[i]!);
    expect(Math.abs(chiSquare(changes) - 255)).toBeLessThan(5 * 22.6);
  });
});
