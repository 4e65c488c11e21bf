import { euclideanNorm } from '@reprise/kernels';
import { expect, it } from 'vitest';
import { rowsOf } from '../vectors.js';
import { topicalTokens } from './topical-tokens.js';

it('made-up tokens are the same each time, of length 1, and lie nearer to their own word than to others', () => {
  const made = topicalTokens(20, 96);
  expect(topicalTokens(20, 96)).toEqual(made);
  const sizes = made.documents.map(({ tokens }) => tokens.weights.length);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(176);
  expect(made.rows).toBe(sizes.reduce((sum, size) => sum + size));

  const { data, ids } = made.documents[0]!.tokens;
  const rows = rowsOf(data, 96);
  const cosines = { same: [0], other: [0] };
  for (const [i, one] of rows.entries()) {
    expect(euclideanNorm(one)).toBeCloseTo(1, 5);
    for (const [j, other] of rows.slice(0, i).entries()) {
      const cosine = one.reduce((sum, value, d) => sum + value * other[d]!, 0);
      cosines[ids![i] === ids![j] ? 'same' : 'other'].push(cosine);
    }
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;
  expect(mean(cosines.same)).toBeGreaterThan(mean(cosines.other) + 0.3);
});
