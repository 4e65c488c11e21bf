import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantiseInt4 } from './index.js';

describe('quantiseInt4', () => {
  it('puts two dimensions in a byte, the first in its low half, and zeros behind them', () => {
    const target = new Uint8Array(4);
    // scale = 14 / 7 = 2: codes 8 + 7, 8 − 7, 8 + 1, 8 + 2, 8 − 2
    expect(quantiseInt4(Float32Array.of(14, -14, 1, 3, -3), target)).toBe(2);
    expect([...target]).toEqual([0x1f, 0xa9, 0x86, 0x88]);
  });

  it('gives scale 0 and zeros for a vector of zeros', () => {
    const target = new Uint8Array(2);
    expect(quantiseInt4(Float32Array.of(0, -0, 0), target)).toBe(0);
    expect([...target]).toEqual([0x88, 0x88]);
  });

  it('takes the largest size for 7 and stays within half a step', () =>
    fc.assert(
      fc.property(
        fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, noDefaultInfinity: true }),
        (vector) => {
          const target = new Uint8Array(Math.ceil(vector.length / 2));
          const scale = quantiseInt4(vector, target);
          expect(scale).toBe(Math.fround(Math.max(...vector.map(Math.abs)) / 7));
          vector.forEach((x, i) => {
            const value = ((target[i >> 1]! >> (4 * (i & 1))) & 15) - 8;
            expect(Math.abs(value)).toBeLessThanOrEqual(7);
            // Where the scale itself is subnormal it has too few digits for the bound.
            if (scale >= 2 ** -126) expect(Math.abs(x - scale * value)).toBeLessThanOrEqual(scale * 0.50001);
          });
        },
      ),
    ));

  it('refuses a target that is too short', () => {
    const quantise = () => quantiseInt4(new Float32Array(5), new Uint8Array(2));
    expect(quantise).toThrow(RangeError);
    expect(quantise).toThrow(/holds 4 values, the vector 5/);
  });
});
