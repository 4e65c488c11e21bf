import { euclideanNorm } from '@reprise/kernels';
import { allFinite, type DenseVector, RepriseError } from '@reprise/spec';
import type { Similarity } from './vector-options.js';

/** What all vectors of an index have in common. */
export interface Shape {
  readonly space: string;
  readonly dimensions: number;
  readonly similarity: Similarity;
}

/**
 * The numbers to store or to search with: the first `dimensions`, at length 1 under cosine. Refuses what is no vector of this
 * shape; `what` names it, such as `query "q1"`. `given` is how long vectors come.
 */
export function fitted(vector: unknown, shape: Shape, given: number, what: string): Float32Array {
  const { space, data } = checkVector(vector, what);
  if (given === 0) return data; // an empty index fits all
  if (space !== shape.space) {
    throw new RepriseError(
      'SPACE_MISMATCH',
      `${what} lies in the space ${space} and the index in ${shape.space}: use the encoder that made the index`,
      { details: { found: space, expected: shape.space } },
    );
  }
  if (data.length !== given && data.length !== shape.dimensions) {
    throw new RepriseError(
      'DIMENSION_MISMATCH',
      `${what} has ${data.length} dimensions and the index ${given}: use the encoder that made the index`,
      { details: { found: data.length, expected: given } },
    );
  }
  const kept = data.subarray(0, shape.dimensions);
  if (shape.similarity !== 'cosine') return kept;
  const length = euclideanNorm(kept);
  if (length === 0) {
    throw new RepriseError(
      'INVALID_INPUT',
      `${what} is the zero vector, which has no direction: leave it out or rank by dot`,
      {
        details: { found: 0 },
      },
    );
  }
  return kept.map((value) => value / length);
}

export function checkVector(vector: unknown, what: string): DenseVector {
  const { space, data }: { space?: unknown; data?: unknown } = Object(vector);
  if (typeof space !== 'string' || space === '' || !(data instanceof Float32Array) || data.length === 0) {
    throw new RepriseError('INVALID_INPUT', `${what} has no vector: give { space, data: Float32Array }`, {
      details: { value: vector },
    });
  }
  if (!allFinite(data)) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    throw new RepriseError(
      'INVALID_INPUT',
      `${what} has ${data[at]} at dimension ${at}: give finite numbers`,
      {
        details: { value: data[at], dimension: at },
      },
    );
  }
  return { space, data };
}
