import type { DenseVector, Document } from '@reprise/spec';

export const space = 'by hand';

export const vector = (...data: number[]): DenseVector => ({ space, data: Float32Array.from(data) });

export const documentsOf = (rows: Readonly<Record<string, readonly number[]>>): Document<'vector'>[] =>
  Object.entries(rows).map(([id, data]) => ({ id, vector: vector(...data) }));

/** Numbers from -1 to 1 that are the same each time. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function randomDocuments(count: number, dimensions: number, seed = 1): Document<'vector'>[] {
  const next = numbers(seed);
  return Array.from({ length: count }, (_, i) => ({
    id: `d${i}`,
    vector: vector(...Array.from({ length: dimensions }, next)),
  }));
}
