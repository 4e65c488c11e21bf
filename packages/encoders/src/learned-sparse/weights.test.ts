import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferenceFreeWeights } from './inference-free-weights.js';
import { spladeWeights } from './splade-weights.js';
import { prune, toByte, toTerms } from './to-terms.js';
import { uniCoilWeights } from './uni-coil-weights.js';

const path = 'by hand';
const near = (weights: readonly (readonly [number, number])[], expected: readonly number[]): void => {
  expect(weights).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(weights[i]![1]).toBeCloseTo(value, 5);
  });
};

describe('spladeWeights', () => {
  // Two tokens, three words. Maxima 1, 3 and .5: ln 2, ln 4, ln 1.5.
  const logits = { data: Float32Array.of(1, -2, 0.5, 0.2, 3, -1), shape: [1, 2, 3] };

  it('takes the largest logit over the tokens, then one logarithm, or two', () => {
    const once = spladeWeights(logits, 0, 2, { form: 'logits', secondLogarithm: false, path });
    expect(once.map(([id]) => id)).toEqual([0, 1, 2]);
    near(once, [Math.LN2, 2 * Math.LN2, 0.405465]);
    near(
      spladeWeights(logits, 0, 2, { form: 'logits', secondLogarithm: true, path }),
      [0.526589, 0.869742, 0.340368],
    );
    expect(once.map(([, weight]) => toByte(weight))).toEqual([35, 71, 21]);
  });

  it('never looks at padding, and leaves words out that no token expects', () => {
    const found = spladeWeights(logits, 0, 1, { form: 'logits', secondLogarithm: false, path });
    expect(found.map(([id]) => id)).toEqual([0, 2]);
  });

  it('makes the same of the maxima as of the logits, and takes finished weights as they are', () => {
    const maxima = { data: Float32Array.of(9, 9, 9, 1, 3, 0.5), shape: [2, 3] };
    expect(spladeWeights(maxima, 1, 2, { form: 'maxima', secondLogarithm: false, path })).toEqual(
      spladeWeights(logits, 0, 2, { form: 'logits', secondLogarithm: false, path }),
    );
    near(spladeWeights(maxima, 1, 2, { form: 'weights', secondLogarithm: false, path }), [1, 3, 0.5]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses the logit %d', (x) => {
    const broken = { data: Float32Array.of(0, x, 0), shape: [1, 3] };
    expect(() => spladeWeights(broken, 0, 1, { form: 'maxima', secondLogarithm: false, path })).toThrow(
      expect.objectContaining({ code: 'CORRUPT_FILE' }),
    );
  });
});

describe('uniCoilWeights', () => {
  const ids = [101, 7, 9, 7, 102, 0];
  const weights = Float32Array.of(5, 1, 0, 0.5, 0.25, 5);
  const skipped = new Set([0, 101]);

  it('adds the tokens of a query and takes the largest of a document; [CLS] and padding are no terms', () => {
    expect(uniCoilWeights(ids, weights, 'query', skipped, path)).toEqual([
      [7, 1.5],
      [102, 0.25],
    ]);
    expect(uniCoilWeights(ids, weights, 'document', skipped, path)).toEqual([
      [7, 1],
      [102, 0.25],
    ]);
  });

  it('refuses a weight that is no number', () => {
    const broken = Float32Array.from(weights).fill(Number.NaN, 2, 3);
    expect(() => uniCoilWeights(ids, broken, 'query', skipped, path)).toThrow(
      expect.objectContaining({ code: 'CORRUPT_FILE' }),
    );
  });
});

describe('inferenceFreeWeights', () => {
  const words = ['[CLS]', 'the', 'weather', 'unheard', 'negative'];
  const tokenizer = { tokenOf: (id: number) => words[id], specialTokens: new Set([0]) };

  it('gives each word its idf once, 1 where the table lacks it, and nothing to special tokens', () => {
    const idf = new Map([
      ['the', 0.125],
      ['weather', 4.5],
      ['negative', -1],
      ['[CLS]', 9],
    ]);
    expect(inferenceFreeWeights([0, 2, 1, 2, 3, 4, 0], idf, tokenizer)).toEqual([
      [1, 0.125],
      [2, 4.5],
      [3, 1],
    ]);
  });
});

describe('toTerms', () => {
  const weights = [
    [1, 0.5],
    [2, 2],
    [3, 1],
    [4, 1],
  ] as const;
  const settings = { prune: {}, bits: undefined, isDropped: () => false, tokenOf: (id: number) => `t${id}` };

  it('keeps weights above a part of the largest, and the first of the largest', () => {
    expect(prune(weights, { ratio: 0.25 }).map(([id]) => id)).toEqual([2, 3, 4]);
    expect(prune(weights, { terms: 2 }).map(([id]) => id)).toEqual([2, 3]);
    expect(prune(weights, { ratio: 0.25, terms: 9 }).map(([id]) => id)).toEqual([2, 3, 4]);
    expect(prune([], { ratio: 0.5, terms: 1 })).toEqual([]);
  });

  it('rounds to bytes as Python rounds, never above 255, and a zero is no term', () => {
    expect([0, 0.3, 1.234, 4.99].map(toByte)).toEqual([0, 15, 63, 255]);
    // 2.5 / 51.2 and 3.5 / 51.2: both halves go to the even number.
    expect([2.5, 3.5, 0.5].map((q) => toByte((q * 5) / 256))).toEqual([2, 4, 0]);
    expect(toByte(7)).toBe(255);
    const terms = toTerms([[1, 0.001], ...weights.slice(1)], { ...settings, bits: 8 });
    expect([...terms]).toEqual([
      ['t2', 102],
      ['t3', 51],
      ['t4', 51],
    ]);
  });

  it('drops what it is told to before it prunes, and rows that are no word', () => {
    const dropping = { ...settings, isDropped: (id: number) => id === 2, prune: { ratio: 0.5 } };
    expect([...toTerms(weights, dropping).keys()]).toEqual(['t3', 't4']);
    const short = { ...settings, tokenOf: (id: number) => (id < 3 ? `t${id}` : undefined) };
    expect([...toTerms(weights, short).keys()]).toEqual(['t1', 't2']);
  });

  it('gives bytes within half a step of the weight, in whatever order of size', () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4.98, noNaN: true }), (weight) => {
        expect(Math.abs((toByte(weight) * 5) / 256 - weight)).toBeLessThanOrEqual(5 / 512 + 1e-12);
      }),
    ));
});
