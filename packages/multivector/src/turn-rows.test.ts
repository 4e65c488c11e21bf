import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbers } from './small.test-support.js';
import { turned, turnedBack } from './turn-rows.js';

const product = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('turned rows', () => {
  it('keep their products, and are turned back, in any number of dimensions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.integer(), (dimensions, seed) => {
        const next = numbers(seed);
        const rows = Float32Array.from({ length: 2 * dimensions }, next);
        const copy = rows.slice();
        const there = turned(rows, dimensions);
        expect(rows).toEqual(copy);
        const halves = (of: Float32Array): [Float32Array, Float32Array] => [
          of.subarray(0, dimensions),
          of.subarray(dimensions),
        ];
        expect(product(...halves(there))).toBeCloseTo(product(...halves(rows)), 3);
        turnedBack(there, dimensions).forEach((value, i) => {
          expect(value).toBeCloseTo(rows[i]!, 5);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('are the same alone as among others', () => {
    const next = numbers(5);
    const rows = Float32Array.from({ length: 3 * 24 }, next);
    expect(turned(rows, 24).subarray(24, 48)).toEqual(turned(rows.slice(24, 48), 24));
  });

  it('spread what one dimension held over all', () => {
    for (const dimensions of [96, 384]) {
      const row = new Float32Array(dimensions);
      row[7] = 1;
      const largest = turned(row, dimensions).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeLessThan(5 / Math.sqrt(dimensions));
    }
  });
});
