import type { Kind } from '@reprise/spec';
import { describe, expect, it } from 'vitest';
import { checkCount, checkRepresentations, checkSameSpace } from './check-plugin.js';

const refusal = (kind: Kind, value: unknown): string | undefined => {
  try {
    checkRepresentations('plugin', { [kind]: value } as never, [kind], 'query', 'q');
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};
const numbers = (...values: number[]) => Float32Array.from(values);
const tokens = { space: 's', dimensions: 2, data: numbers(1, 2, 3, 4), weights: numbers(1, 1) };

describe('checkRepresentations', () => {
  it('takes what is whole', () => {
    expect(refusal('text', '')).toBeUndefined();
    expect(refusal('terms', new Map([['a', -1]]))).toBeUndefined();
    expect(refusal('vector', { space: 's', data: numbers(0, 1) })).toBeUndefined();
    expect(refusal('tokens', tokens)).toBeUndefined();
    expect(refusal('features', new Map())).toBeUndefined();
    expect(refusal('weighting', 'query')).toBeUndefined();
  });

  it('names what is missing, of the wrong shape, or not finite', () => {
    for (const kind of ['text', 'terms', 'vector', 'tokens', 'features'] as const) {
      expect(refusal(kind, undefined)).toMatch(
        new RegExp(`^plugin gave ${kind} for query "q" that are missing`),
      );
    }
    expect(refusal('text', 3)).toMatch(/is not a string/);
    expect(refusal('terms', { a: 1 })).toMatch(/are not a Map/);
    expect(refusal('terms', new Map([['a', Number.POSITIVE_INFINITY]]))).toMatch(
      /"a" with the weight Infinity/,
    );
    expect(refusal('weighting', 'none')).toMatch(/is none/);
    expect(refusal('vector', { space: 's', data: [1] })).toMatch(/is not \{ space, data \}/);
    expect(refusal('vector', { data: numbers(1) })).toMatch(/is not \{ space, data \}/);
    expect(refusal('vector', { space: 's', data: numbers(Number.NaN) })).toMatch(/not finite/);
    expect(refusal('tokens', { ...tokens, weights: [1, 1] })).toMatch(/are not \{ space, dimensions/);
    expect(refusal('tokens', { ...tokens, dimensions: 3 })).toMatch(/4 numbers in 2 rows of 3/);
    expect(refusal('tokens', { ...tokens, data: numbers(1, 2, 3, Number.NaN) })).toMatch(/not finite/);
    expect(refusal('tokens', { ...tokens, weights: numbers(1, Number.NaN) })).toMatch(/not finite/);
  });
});

describe('checkSameSpace', () => {
  it('compares token matrices by their dimensions, whatever their number of rows', () => {
    const longer = { ...tokens, data: numbers(1, 2, 3, 4, 5, 6), weights: numbers(1, 1, 1) };
    const check = (value: typeof tokens) =>
      checkSameSpace('tokens', { role: 'query', id: 'q', value: tokens }, 'd', value);
    expect(() => check(longer)).not.toThrow();
    expect(() => check({ ...tokens, dimensions: 4 })).toThrow(
      expect.objectContaining({
        code: 'DIMENSION_MISMATCH',
        message: expect.stringMatching(
          /^the tokens of document "d" has 4 dimensions, that of query "q" has 2/,
        ),
      }),
    );
    expect(() => check({ ...tokens, space: 't' })).toThrow(
      expect.objectContaining({
        code: 'SPACE_MISMATCH',
        message: expect.stringMatching(
          /^the tokens of document "d" is in space "t", that of query "q" in "s"/,
        ),
      }),
    );
  });
});

describe('checkCount', () => {
  it('wants one answer for each that was asked', () => {
    expect(() => checkCount('plugin', [1, 2], 2)).not.toThrow();
    expect(() => checkCount('plugin', [1], 2)).toThrow(/answered 1 times to a batch of 2/);
    expect(() => checkCount('plugin', undefined, 2)).toThrow(/answered with undefined instead of a list/);
  });
});
