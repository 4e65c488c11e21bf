import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kMeans, loadKernels } from './index.js';
import { random } from './test-support.js';

const points = Float32Array.of(0, 0, 0, 1, 1, 0, 9, 9, 9, 8, 5, 0, 6, 0.5);

describe.each(['wasm', 'plain'] as const)('kMeans (%s)', (implementation) => {
  const load = () => loadKernels({ implementation });

  it('comes from given centres to known ones, and leaves nothing in the memory', async () => {
    const kernels = await loadKernels({ implementation, maximumBytes: 65536 });
    const centres = Float32Array.of(0, 0, 9, 9, 5, 0);
    for (let i = 0; i < 200; i++) {
      const {
        labels,
        centres: found,
        inertia,
        iterations,
      } = kMeans(kernels, points, 2, { clusters: 3, centres });
      expect([...labels]).toEqual([0, 0, 0, 1, 1, 2, 2]);
      expect([...found].map((value) => value.toFixed(6))).toEqual(
        [1 / 3, 1 / 3, 9, 8.5, 5.5, 0.25].map((value) => value.toFixed(6)),
      );
      expect(inertia).toBeCloseTo(2.458333, 6);
      expect(iterations).toBe(1);
    }
    expect([...centres]).toEqual([0, 0, 9, 9, 5, 0]);
  });

  it('gives a point between two centres to the first', async () => {
    const line = Float32Array.of(-2, 0, 2);
    const options = { clusters: 2, centres: Float32Array.of(-2, 2), iterations: 0 };
    expect([...kMeans(await load(), line, 1, options).labels]).toEqual([0, 0, 1]);
    const alike = { clusters: 2, centres: Float32Array.of(1, 1), iterations: 0 };
    expect([...kMeans(await load(), line, 1, alike).labels]).toEqual([0, 0, 0]);
  });

  it('leaves a centre without points where it is', async () => {
    const centres = Float32Array.of(3, 3, 100, 100);
    const clustering = kMeans(await load(), points, 2, { clusters: 2, centres });
    expect([...clustering.labels]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect([...clustering.centres.slice(2)]).toEqual([100, 100]);
  });

  it('finds clusters far from 0 that are close to each other', async () => {
    const near = Float32Array.from({ length: 60 }, (_, i) => 10_000 + (i % 3) * 0.01);
    const { labels, centres } = kMeans(await load(), near, 1, { clusters: 3 });
    expect(new Set(labels.subarray(0, 3)).size).toBe(3);
    expect([...labels]).toEqual(Array.from(labels, (_, i) => labels[i % 3]));
    expect([...centres].sort()).toEqual([...near.subarray(0, 3)].sort());
  });

  it('takes all points for centres where there are as many clusters, also of equal points', async () => {
    const kernels = await load();
    expect(kMeans(kernels, points, 2, { clusters: 7 }).inertia).toBe(0);
    expect(kMeans(kernels, new Float32Array(6).fill(5), 2, { clusters: 3 }).inertia).toBe(0);
    expect([...kMeans(kernels, points, 14, { clusters: 1 }).centres]).toEqual([...points]);
  });

  it('refuses what is no clustering, and gives its memory back', async () => {
    const kernels = await loadKernels({ implementation, maximumBytes: 65536 });
    const refused = (options: object, message: RegExp, data = points, dimensions = 2) => {
      const cluster = () => kMeans(kernels, data, dimensions, { clusters: 2, ...options });
      expect(cluster).toThrow(RangeError);
      expect(cluster).toThrow(message);
    };
    refused({ clusters: 8 }, /clusters is 8: give an integer from 1 to the number of points, 7/);
    refused({ clusters: 0 }, /clusters is 0/);
    refused({ clusters: 1.5 }, /clusters is 1.5/);
    refused({ seed: 0.5 }, /seed is 0.5/);
    refused({ iterations: -1 }, /iterations is -1/);
    refused({ tolerance: Number.NaN }, /tolerance is NaN/);
    refused({ starts: 0 }, /starts is 0/);
    refused({ centres: new Float32Array(3) }, /centres are 3 values: give 2 × 2/);
    refused({ centres: new Float32Array(4), starts: 2 }, /starts is 2: with given centres/);
    refused({}, /dimensions is 0/, points, 0);
    refused({}, /points are 14 values: give a multiple of the 3 dimensions/, points, 3);
    for (let i = 0; i < 100; i++) {
      refused({}, /point 0 or the mean is not finite/, Float32Array.of(1, 2, Number.NaN), 1);
      refused({}, /point 0 or the mean is not finite/, Float32Array.of(1e30, 0, -1e30), 1);
    }
    expect(() => kMeans(kernels, new Float32Array(20_000), 2, { clusters: 2 })).toThrow(/does not fit/);
  });
});

/** Squared distance in float64. */
const distance = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, j) => sum + (x - b[j]!) ** 2, 0);

it('kMeans labels with the nearest centres and puts centres at the means, equal in both implementations', async () => {
  const [wasm, plain] = [
    await loadKernels({ implementation: 'wasm' }),
    await loadKernels({ implementation: 'plain' }),
  ];
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 40 }),
      (seed, count, dimensions) => {
        const r = random(seed);
        const data = Float32Array.from({ length: count * dimensions }, () => r.below(2 ** 16) / 2 ** 15 - 1);
        const clusters = 1 + r.below(count);
        const options = { clusters, seed, starts: 1 + r.below(3), tolerance: 0 };
        const clustering = kMeans(wasm, data, dimensions, options);
        expect(kMeans(plain, data, dimensions, options)).toEqual(clustering);
        const row = (from: Float32Array, i: number) => from.subarray(i * dimensions, (i + 1) * dimensions);
        const { labels, centres, inertia } = clustering;
        let sum = 0;
        labels.forEach((label, i) => {
          const own = distance(row(data, i), row(centres, label));
          sum += own;
          for (let k = 0; k < clusters; k++) {
            expect(own).toBeLessThanOrEqual(distance(row(data, i), row(centres, k)) + 1e-4);
          }
        });
        expect(inertia).toBeCloseTo(sum, 6);
        for (let k = 0; k < clusters; k++) {
          const members = [...labels.keys()].filter((i) => labels[i] === k);
          if (members.length === 0) continue;
          row(centres, k).forEach((centre, j) => {
            const mean = members.reduce((total, i) => total + row(data, i)[j]!, 0) / members.length;
            expect(centre).toBeCloseTo(mean, 5);
          });
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('kMeans ends no worse after more starts, and the same for the same seed', async () => {
  const kernels = await loadKernels();
  const r = random(9);
  const data = Float32Array.from({ length: 400 * 8 }, () => r.below(1000) / 1000);
  const inertia = (starts: number) => kMeans(kernels, data, 8, { clusters: 20, starts }).inertia;
  expect(inertia(5)).toBeLessThanOrEqual(inertia(1));
  expect(inertia(3)).toBe(inertia(3));
});

it('kMeans scores more points than it holds scores for at a time like fewer', async () => {
  const kernels = await loadKernels();
  const r = random(10);
  const data = Float32Array.from({ length: 3000 * 2 }, () => r.below(1000) / 1000);
  const centres = data.slice(0, 300 * 2);
  const all = kMeans(kernels, data, 2, { clusters: 300, centres, iterations: 0 }).labels;
  const last = kMeans(kernels, data.slice(2400 * 2), 2, { clusters: 300, centres, iterations: 0 }).labels;
  const differing = last.filter((label, i) => label !== all[2400 + i]);
  // Less another mean, a near tie may be decided otherwise.
  expect(differing.length).toBeLessThanOrEqual(1);
});
