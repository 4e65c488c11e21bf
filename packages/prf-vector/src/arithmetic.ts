import type { FeedbackDocument } from '@reprise/spec';

/** Euclidean length. */
export function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** `vector` at Euclidean length 1; one of length 0 stays. */
export function unit(vector: Float64Array): Float64Array {
  const norm = length(vector);
  return norm === 0 ? vector : vector.map((value) => value / norm);
}

/** `Σ weight·vector` over the parts. */
export function weighted(
  dimensions: number,
  parts: Iterable<readonly [weight: number, vector: ArrayLike<number>]>,
): Float64Array {
  const sum = new Float64Array(dimensions);
  for (const [weight, vector] of parts) {
    for (let i = 0; i < dimensions; i++) sum[i]! += weight * (vector[i] as number);
  }
  return sum;
}

/** How much a document counts beside others: its grade, 1 where nobody graded. */
export const strength = ({ grade = 1 }: FeedbackDocument<'vector'>): number => grade;
