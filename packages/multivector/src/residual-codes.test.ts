import { describe, expect, it } from 'vitest';
import { buildMultivector } from './index.js';
import { encodeResidual, levels } from './residual-codes.js';
import { randomDocuments } from './small.test-support.js';

describe('encodeResidual', () => {
  it('takes the level nearest to each number of mean square 1, and the scale of least square error', () => {
    // Mean square 1, so numbers are compared as they are: above and below the cutoffs 0 and ±0.9816.
    const residual = Float32Array.of(0.5, -0.5, 1.5, -Math.sqrt(1.25));
    const target = new Uint8Array(1);
    const scale = encodeResidual(residual, 2, target);
    expect([...target]).toEqual([0b00_11_01_10]);
    const [low, high] = [0.45278, 1.5104176];
    const exact = (low + high * (1.5 + Math.sqrt(1.25))) / (2 * (low ** 2 + high ** 2));
    expect(Math.abs(scale / exact - 1)).toBeLessThan(2 ** -11);
  });

  it('gives the scale 0 and the code 0 where nothing is missing', () => {
    const target = new Uint8Array(2);
    expect(encodeResidual(new Float32Array(4), 4, target)).toBe(0);
    expect([...target]).toEqual([0, 0]);
  });

  it('codes one number by its sign, and its size by the scale, whatever it is', () => {
    for (const value of [1e-6, 0.1, 3, 1000]) {
      const target = new Uint8Array(1);
      const scale = encodeResidual(Float32Array.of(-value), 1, target);
      expect(target[0]).toBe(0);
      expect((scale * levels[1][0]!) / -value).toBeCloseTo(1, value < 1e-5 ? 1 : 3);
    }
  });

  it('keeps the scale finite where the residual is the largest there is', () => {
    const scale = encodeResidual(new Float32Array(3).fill(2 * 65504), 2, new Uint8Array(1));
    expect(scale).toBe(65504);
  });
});

describe('the levels', () => {
  it.each([1, 2, 4] as const)(
    'of %d bits are 2^bits, ascending, and each the mean of what they stand for',
    (bits) => {
      const values = levels[bits];
      expect(values).toHaveLength(2 ** bits);
      // ∫ x φ = φ(a) − φ(b), and ∫ φ by the trapezoid rule.
      const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
      values.forEach((value, i) => {
        const from = i === 0 ? -12 : (values[i - 1]! + value) / 2;
        const to = i === values.length - 1 ? 12 : (value + values[i + 1]!) / 2;
        expect(to).toBeGreaterThan(from);
        const steps = 20_000;
        let mass = (density(from) + density(to)) / 2;
        for (let step = 1; step < steps; step++) mass += density(from + ((to - from) * step) / steps);
        expect(value).toBeCloseTo((density(from) - density(to)) / ((mass * (to - from)) / steps), 5);
      });
    },
  );
});

describe('an index of residual codes', () => {
  const documents = randomDocuments(400, 32, { rows: 20 });
  const errorOf = async (bits: 1 | 2 | 4): Promise<number> => {
    const index = await buildMultivector(documents, { precision: `residual${bits}`, centroids: 300 });
    const stored = await index.fetch(
      documents.map(({ id }) => id),
      ['tokens'],
    );
    let sum = 0;
    let rows = 0;
    for (const { id, tokens } of documents) {
      const { data } = stored.get(id)!.tokens;
      for (let at = 0; at < data.length; at += 32)
        expect(Math.hypot(...data.subarray(at, at + 32))).toBeCloseTo(1, 5);
      data.forEach((value, i) => {
        sum += (value - tokens.data[i]!) ** 2;
      });
      rows += tokens.weights.length;
    }
    return sum / rows;
  };

  it('come nearer to the rows the more bits they have, and are decoded to length 1', async () => {
    const errors = [await errorOf(1), await errorOf(2), await errorOf(4)];
    expect(errors[0]!).toBeLessThan(0.3);
    expect(errors[1]!).toBeLessThan(errors[0]! / 2);
    expect(errors[2]!).toBeLessThan(errors[1]! / 5);
  });

  it('comes as near whatever unit rows are in', async () => {
    const rows = randomDocuments(60, 6, { rows: 20, unit: false });
    const storedAs = async (factor: number): Promise<number[]> => {
      const scaled = rows.map(({ id, tokens }) => ({
        id,
        tokens: { ...tokens, data: tokens.data.map((value) => value * factor) },
      }));
      const index = await buildMultivector(scaled, { precision: 'residual2', centroids: 4 });
      const stored = await index.fetch(
        scaled.map(({ id }) => id),
        ['tokens'],
      );
      return scaled.flatMap(({ id }) => [...stored.get(id)!.tokens.data]);
    };
    const values = await storedAs(1);
    expect(await storedAs(1024)).toEqual(values.map((value) => value * 1024));
  });
});
