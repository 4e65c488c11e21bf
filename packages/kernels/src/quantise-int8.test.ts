import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantiseInt8, quantiseQuery } from './index.js';

const vectors = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, noDefaultInfinity: true });

describe('quantiseInt8', () => {
  it('takes the largest size for 127 and rounds halves away from 0', () => {
    const target = new Int8Array(6);
    // scale = 254 / 127 = 2
    expect(quantiseInt8(Float32Array.of(254, -3, 3, 2.9, 0), target)).toBe(2);
    expect([...target]).toEqual([127, -2, 2, 1, 0, 0]);
  });

  it('gives scale 0 and zeros for a vector of zeros or of next to nothing', () => {
    const target = new Int8Array(2).fill(9);
    expect(quantiseInt8(Float32Array.of(0, -0), target)).toBe(0);
    expect(quantiseInt8(Float32Array.of(2 ** -149, 0), target.fill(9))).toBe(0);
    expect([...target]).toEqual([0, 0]);
  });

  it('stays within half a step, within −127…127, and turns with the sign', () =>
    fc.assert(
      fc.property(vectors, (vector) => {
        const target = new Int8Array(vector.length);
        const scale = quantiseInt8(vector, target);
        const turned = new Int8Array(vector.length);
        expect(
          quantiseInt8(
            vector.map((x) => -x),
            turned,
          ),
        ).toBe(scale);
        expect([...turned]).toEqual([...target].map((x) => 0 - x));
        expect(target.every((x) => x >= -127)).toBe(true);
        // Where the scale itself is subnormal it has too few digits for the bound.
        if (scale < 2 ** -126) return;
        vector.forEach((x, i) => {
          expect(Math.abs(x - scale * target[i]!)).toBeLessThanOrEqual(scale * 0.50001);
        });
      }),
      { numRuns: 1000 },
    ));

  it('refuses a target that is too short', () => {
    expect(() => quantiseInt8(new Float32Array(3), new Int8Array(2))).toThrow(/holds 2 values, the vector 3/);
  });
});

describe('quantiseQuery', () => {
  it('uses all 16 bits while the sum of products with int8 rows fits in 32', () => {
    for (const length of [16, 384, 512, 528, 768, 1024, 4096]) {
      const target = new Int16Array(length);
      quantiseQuery(new Float32Array(length).fill(-0.3), target);
      const sum = target.reduce((total, x) => total + Math.abs(x) * 127, 0);
      expect(sum).toBeLessThan(2 ** 31);
      expect(target[0]).toBe(length <= 512 ? -32767 : -Math.floor((2 ** 31 - 1) / (127 * length)));
    }
  });
});
