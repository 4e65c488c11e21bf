import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { denseModule, layerNormModule, normalizeModule } from './modules.js';
import { pool, poolingModes } from './pool.js';

// Rows (1, 4), (2, -2), (6, 1); a row of another text stands before and padding behind.
const rows = {
  data: Float32Array.of(9, 9, 1, 4, 2, -2, 6, 1, 7, 7),
  offset: 2,
  length: 3,
  width: 2,
  skip: 0,
};

describe('pool', () => {
  it('takes first, maximum, means and last of three rows as by hand', () => {
    expect([...pool(['cls'], rows)]).toEqual([1, 4]);
    expect([...pool(['max'], rows)]).toEqual([6, 4]);
    expect([...pool(['mean'], rows)]).toEqual([3, 1]);
    expect([...pool(['meanSqrt'], rows)]).toEqual([9 / Math.sqrt(3), 3 / Math.sqrt(3)]);
    expect([...pool(['weightedMean'], rows)]).toEqual([(1 + 4 + 18) / 6, (4 - 4 + 3) / 6]);
    expect([...pool(['last'], rows)]).toEqual([6, 1]);
  });

  it('leaves skipped rows out of sums and maximum, with the weights of their places, and never all rows', () => {
    expect([...pool(['mean', 'max', 'cls'], { ...rows, skip: 1 })]).toEqual([4, -0.5, 6, 1, 1, 4]);
    expect([...pool(['weightedMean'], { ...rows, skip: 1 })]).toEqual([22 / 5, -1 / 5]);
    expect(pool(['mean'], { ...rows, skip: 3 })).toEqual(pool(['mean'], rows));
  });

  it('gives every mode the row itself where there is only one', () =>
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, noNaN: true, noDefaultInfinity: true }), (data) => {
        const one = { data, offset: 0, length: 1, width: data.length, skip: 0 };
        for (const mode of poolingModes) {
          pool([mode], one).forEach((value, i) => {
            expect(value === data[i]).toBe(true);
          });
        }
      }),
    ));
});

describe('modules behind pooling', () => {
  it('are a linear layer with its activation', () => {
    const weight = Float32Array.of(1, 2, -3, 0);
    const vector = Float64Array.of(2, 1);
    expect([...denseModule(weight, undefined, 'identity')(vector)]).toEqual([4, -6]);
    expect([...denseModule(weight, Float32Array.of(1, 1), 'relu')(vector)]).toEqual([5, 0]);
    expect([...denseModule(weight, undefined, 'tanh')(vector)]).toEqual([Math.tanh(4), Math.tanh(-6)]);
  });

  it('are a layer norm: mean 0 and deviation 1 before weight and bias', () => {
    const [low, high] = layerNormModule(Float32Array.of(1, 2), Float32Array.of(0, 1))(Float64Array.of(1, 3));
    const unit = 1 / Math.sqrt(1 + 1e-5);
    expect(low).toBeCloseTo(-unit, 12);
    expect(high).toBeCloseTo(2 * unit + 1, 12);
  });

  it('are a normalisation that leaves zeros alone', () => {
    expect([...normalizeModule(Float64Array.of(3, 4))]).toEqual([0.6, 0.8]);
    expect([...normalizeModule(Float64Array.of(0, 0))]).toEqual([0, 0]);
  });
});
