import { describe, expect, it } from 'vitest';
import { difference } from './difference.js';

describe('difference', () => {
  it.each([
    [1, 1],
    [0, -0],
    [Number.NaN, Number.NaN],
    [undefined, undefined],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [new Map([['a', 1]]), new Map([['a', 1]])],
    [Float32Array.of(1, 2), Float32Array.of(1, 2)],
  ])('finds none between %o and %o', (a, b) => {
    expect(difference(a, b)).toBeUndefined();
  });

  it.each([
    [1, 2, 'the value is 1, then 2'],
    [1, '1', 'the value is 1, then "1"'],
    [null, {}, 'the value is null, then [object Object]'],
    [{ a: [1, 2] }, { a: [1, 3] }, '["a"][1] is 2, then 3'],
    [{ a: 1 }, { b: 1 }, 'key 0 of the value is "a", then "b"'],
    [[1], [1, 2], 'the value has 1 entries, then 2'],
    [[1], Float32Array.of(1), 'the value is of class Array, then Float32Array'],
    [Float32Array.of(1), Float32Array.of(2), '[0] is 1, then 2'],
    ['x'.repeat(99), 1, `the value is "${'x'.repeat(58)}\u2026, then 1`],
  ])('names the first between %o and %o', (a, b, sentence) => {
    expect(difference(a, b)).toBe(sentence);
  });

  it('minds the order of a Map, as a run must come out the same byte for byte', () => {
    const map = new Map([
      ['a', 1],
      ['b', 2],
    ]);
    expect(difference(map, new Map([...map].reverse()))).toBe('key 0 of the value is "a", then "b"');
  });

  it('lets numbers differ by the tolerance: absolute below 1, relative above', () => {
    expect(difference(0.5, 0.5001, 1e-3)).toBeUndefined();
    expect(difference(0.5, 0.502, 1e-3)).toBeDefined();
    expect(difference([1000], [1000.5], 1e-3)).toBeUndefined();
    expect(difference([1000], [1002], 1e-3)).toBeDefined();
    expect(difference(1, Number.NaN, 1e-3)).toBeDefined();
  });
});
