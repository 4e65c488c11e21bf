import type { FeedbackDocument } from '@reprise/spec';

/** Euclidean length. */
export function length(vector: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return Math.sqrt(sum);
}

/** `vector` at Euclidean length 1; one of length 0 stays. */
export function unit(vector: Float64Array): Float64Array {
  const norm = length(vector);
  return norm === 0 ? vector : vector.map((value) => value / norm);
}

/** Adds `weight·vector` to `sum`. */
export function addWeighted(sum: Float64Array, weight: number, vector: Float32Array | Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += weight * vector[i]!;
}

/** How much a document counts beside others: its grade, 1 where nobody graded. */
export const strength = ({ grade = 1 }: FeedbackDocument<'vector'>): number => grade;
