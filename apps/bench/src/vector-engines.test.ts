import { expect, it } from 'vitest';
import { denseOf, onnxRuntime, ourGraph, searchOf, usearchExact, usearchGraph } from './vector-engines.js';
import { baseVectors, mixtures, type Vectors } from './vectors.js';

// Twelve vectors along twelve axes, and a query whose part along axis i is i: nearest are 11, 10, ... down to 2.
const dimensions = 12;
const axes: Vectors = {
  name: 'axes',
  dimensions,
  count: dimensions,
  documents: Float32Array.from({ length: dimensions ** 2 }, (_, i) => (i % (dimensions + 1) === 0 ? 1 : 0)),
  queries: [],
};
const rising = Float32Array.from({ length: dimensions }, (_, i) => i);

it.each([
  ['reprise', async () => searchOf(await denseOf(axes, 'f32'))],
  ['reprise, int8', async () => searchOf(await denseOf(axes, 'int8'))],
  ['reprise, graph', () => ourGraph(axes)],
  ['ONNX Runtime', () => onnxRuntime(axes)],
  ['usearch, exact', async () => usearchExact(axes)],
  ['usearch, graph', () => usearchGraph(axes)],
])('%s finds the ten nearest of each query, nearest first', async (_, build) => {
  const search = await build();
  const falling = rising.toReversed();
  expect(await search([rising])).toEqual([[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]]);
  expect(await search([rising, falling])).toEqual([
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  ]);
});

it('mixtures are as many as asked for, the same each time, and of length 1', async () => {
  const base = await baseVectors();
  const { documents, count } = mixtures(base, 5);
  expect(count).toBe(5);
  expect(mixtures(base, 5).documents).toEqual(documents);
  for (let row = 0; row < count; row++) {
    const vector = documents.subarray(row * base.dimensions, (row + 1) * base.dimensions);
    expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  }
});
