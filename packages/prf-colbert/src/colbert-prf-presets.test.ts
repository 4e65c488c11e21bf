import { describe, expect, it } from 'vitest';
import { colbertPrf, colbertPrfPresets } from './index.js';
import { collectionOf, feedbackOn, matrix } from './tokens.test-support.js';

describe('colbertPrfPresets', () => {
  const document = matrix(
    [
      [1, 0],
      [0, 1],
      [1, 1],
    ],
    [1, 2, 3],
  );
  const collection = collectionOf([document, matrix([[1, -1]], [7])]);

  it.each(Object.entries(colbertPrfPresets))('%s runs, and cannot be changed', async (_, preset) => {
    const { documents, ...options } = preset;
    expect(documents).toBeGreaterThan(0);
    expect(Object.isFrozen(preset)).toBe(true);
    const strategy = colbertPrf({ ...options, collection, meanCosine: () => 0.5 });
    const [changed] = await strategy.refine([feedbackOn(matrix([[1, 0]], [2]), [document])]);
    expect(changed?.tokens.labels?.length).toBeGreaterThan(1);
  });
});
