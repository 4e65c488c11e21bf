import { expect, it } from 'vitest';
import { fourDecimals } from './four-decimals.js';

// The expected texts are what C's printf("%.4f") gives; 1/32 = 0.03125 lies exactly half-way.
it.each([
  [1 / 32, '0.0312'],
  [3 / 32, '0.0938'],
  [5 / 32, '0.1562'],
  [-1 / 32, '-0.0312'],
  [-414 - 3 / 32, '-414.0938'],
  [1 / 3, '0.3333'],
  [2 / 3, '0.6667'],
  [0.00005, '0.0001'],
  [0, '0.0000'],
  [1, '1.0000'],
  [-358, '-358.0000'],
])('%f prints as %s', (value, text) => {
  expect(fourDecimals(value)).toBe(text);
});
