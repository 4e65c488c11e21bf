import { expect, it } from 'vitest';
import { euclideanNorm } from './index.js';

it('euclideanNorm sums in float64, so that squares beyond float32 do not overflow', () => {
  expect(euclideanNorm(Float32Array.of(3, -4))).toBe(5);
  expect(euclideanNorm(Float32Array.of(2 ** 100, 0))).toBe(2 ** 100);
  expect(euclideanNorm(new Float32Array(0))).toBe(0);
});
