import { describe, expect, it } from 'vitest';
import { decodeHalf, encodeHalf, loadKernels } from './index.js';
import { random } from './test-support.js';

const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
const decoded = new Float32Array(65536);
decodeHalf(all, decoded);

function encode(value: number): number {
  const target = new Uint16Array(1);
  encodeHalf(Float32Array.of(value), target);
  return target[0]!;
}

/** The definition: the nearer of the two halves around |value|, the even one when both are equally near. */
function nearest(value: number): number {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  let low = 0;
  let high = 0x7c00;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (decoded[middle]! <= size) low = middle;
    else high = middle;
  }
  const above = high === 0x7c00 ? 65536 : decoded[high]!;
  const [down, up] = [size - decoded[low]!, above - size];
  return sign | (down < up || (down === up && low % 2 === 0) ? low : high);
}

describe('half precision', () => {
  it('decodes known values', () => {
    const known: [number, number][] = [
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x0001, 2 ** -24],
      [0x03ff, 1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x8000, -0],
      [0xfc00, Number.NEGATIVE_INFINITY],
      [0x7e00, Number.NaN],
    ];
    for (const [half, value] of known) expect(decoded[half]).toBe(value);
  });

  it('encodes what it decoded to the same bits, for every half', () => {
    const again = new Uint16Array(65536);
    encodeHalf(decoded, again);
    const isNumber = (half: number) => !Number.isNaN(decoded[half]);
    expect([...again].filter(isNumber)).toEqual([...all].filter(isNumber));
    expect([...again].filter((half) => !isNumber(half) && half !== 0x7e00 && half !== 0xfe00)).toEqual([]);
  });

  it('rounds to nearest, ties to even, at, just below and just above every midpoint', () => {
    const around = new Float32Array(3);
    const bits = new Uint32Array(around.buffer);
    for (let half = 0; half < 0x7c00; half++) {
      around.fill((decoded[half]! + (half === 0x7bff ? 65536 : decoded[half + 1]!)) / 2);
      bits[0]! -= 1;
      bits[2]! += 1;
      for (const value of around) {
        if (encode(value) !== nearest(value)) expect(`${value} → ${encode(value)}`).toBe(nearest(value));
      }
    }
  });

  it('rounds random values as its definition says', () => {
    const r = random(16);
    for (let i = 0; i < 50_000; i++) {
      const value = Math.fround(r.value() * 2 ** (r.below(45) - 28));
      if (encode(value) !== nearest(value)) expect(`${value} → ${encode(value)}`).toBe(nearest(value));
    }
  });

  it.each(['wasm', 'plain'] as const)(
    'decodes every half in blocks to the same bits (%s)',
    async (implementation) => {
      const kernels = await loadKernels({ implementation });
      const source = kernels.allocate(2 * 65536);
      const target = kernels.allocate(4 * 65536);
      kernels.view(source, Uint16Array).set(all);
      kernels.decodeHalf({ source, count: 65536, target });
      const values = kernels.view(target, Float32Array).slice();
      expect(values.findIndex((value, i) => !Object.is(value, decoded[i]))).toBe(-1);
      kernels.decodeHalf({ source, first: 0x3c01, count: 4, target });
      expect(kernels.view(target, Float32Array).slice(0, 4)).toEqual(decoded.slice(0x3c01, 0x3c05));
      expect(() => kernels.decodeHalf({ source, first: 65536, count: 4, target })).toThrow(
        /source is a block of 131072/,
      );
      expect(() => kernels.decodeHalf({ source, count: 3, target })).toThrow(
        /count is 3: give a multiple of 4/,
      );
      expect(() => kernels.decodeHalf({ source, first: -1, count: 4, target })).toThrow(/first is -1/);
    },
  );

  it('refuses a target of another length', () => {
    expect(() => encodeHalf(new Float32Array(2), new Uint16Array(3))).toThrow(/holds 3 values, the source 2/);
    expect(() => decodeHalf(new Uint16Array(2), new Float32Array(1))).toThrow(/holds 1 values, the source 2/);
  });
});
