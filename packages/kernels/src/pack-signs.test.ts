import { describe, expect, it } from 'vitest';
import { packSigns } from './index.js';

describe('packSigns', () => {
  it('sets the bit of every dimension above 0, lowest bit first', () => {
    const target = new Uint8Array(16).fill(255);
    packSigns(Float32Array.of(1, -1, 0, 2 ** -149, -0, Number.NaN, 3, 4, 5), target);
    expect([...target.slice(0, 3)]).toEqual([0b11001001, 1, 0]);
    expect(target[15]).toBe(0);
  });

  it('refuses a target that is too short', () => {
    expect(() => packSigns(new Float32Array(9), new Uint8Array(1))).toThrow(/holds 8 bits, the vector 9/);
  });
});
