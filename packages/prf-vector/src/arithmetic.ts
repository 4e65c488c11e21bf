import type { FeedbackDocument } from '@reprise/spec';

/** Euclidean length. */
export function length(vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return Math.sqrt(sum);
}

/** `vector` at Euclidean length 1; one of length 0 stays. */
export function unit(vector: Float64Array): Float64Array {
  const norm = length(vector);
  return norm === 0 ? vector : vector.map((value) => value / norm);
}

/** `Σ weight·vector` over the parts. */
export function weighted(
  dimensions: number,
  parts: Iterable<readonly [weight: number, vector: Float32Array | Float64Array]>,
): Float64Array {
  const sum = new Float64Array(dimensions);
  for (const [weight, vector] of parts) {
    for (let i = 0; i < dimensions; i++) sum[i]! += weight * vector[i]!;
  }
  return sum;
}

/** Whether every number is finite; several times as fast as `every`. */
export function allFinite(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (!Number.isFinite(vector[i])) return false;
  return true;
}

/** How much a document counts beside others: its grade, 1 where nobody graded. */
export const strength = ({ grade = 1 }: FeedbackDocument<'vector'>): number => grade;
