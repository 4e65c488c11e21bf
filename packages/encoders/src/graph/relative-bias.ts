/**
 * MPNet's relative position bias: one number for each head and each bucket of distances, added to the scores of every
 * layer. Song et al., arXiv 2004.09297; buckets as in T5, Raffel et al., arXiv 1910.10683, section 2.1: half of them
 * for each direction, the first half of those for single distances, the rest growing by powers up to 128.
 */
import type { GraphBuilder } from '../onnx/graph-builder.js';

const farthest = 128;

/** Bucket of a key `distance` tokens to the right of its query. */
export function relativeBucket(distance: number, buckets: number): number {
  const half = buckets >> 1;
  const side = distance > 0 ? half : 0;
  const steps = Math.abs(distance);
  const exact = half >> 1;
  if (steps < exact) return side + steps;
  const grown = Math.trunc((Math.log(steps / exact) / Math.log(farthest / exact)) * (half - exact));
  return side + Math.min(exact + grown, half - 1);
}

/** [1, heads, sequence, sequence] from the table [buckets, heads]; `sequence` is a tensor [1] of int64. */
export function relativeBias(
  graph: GraphBuilder,
  table: Float32Array,
  shape: { readonly buckets: number; readonly heads: number; readonly longest: number },
  sequence: string,
): string {
  const { buckets, heads, longest } = shape;
  const byDistance = new Float32Array((2 * longest - 1) * heads);
  for (let d = 0; d < 2 * longest - 1; d++) {
    const bucket = relativeBucket(d - longest + 1, buckets);
    byDistance.set(table.subarray(bucket * heads, (bucket + 1) * heads), d * heads);
  }
  const scalar = graph.node('Squeeze', [sequence]);
  const places = graph.node('Range', [graph.integers([0], []), scalar, graph.integers([1], [])]);
  const column = graph.node('Unsqueeze', [places, graph.integers([1])]);
  const distances = graph.node('Add', [
    graph.node('Sub', [places, column]),
    graph.integers([longest - 1], []),
  ]);
  const gathered = graph.node('Gather', [
    graph.tensor('float32', [2 * longest - 1, heads], byDistance),
    distances,
  ]);
  const byHead = graph.node('Transpose', [gathered], { attributes: { perm: [2, 0, 1] } });
  return graph.node('Unsqueeze', [byHead, graph.integers([0])]);
}
