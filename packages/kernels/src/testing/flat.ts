import type { Kernels } from '../index.js';

/** Vectors and queries of 16 dimensions, and what a reference found among them. */
export interface Flat {
  readonly vectors: readonly (readonly number[])[];
  readonly queries: readonly (readonly number[])[];
  readonly ip: { readonly ids: readonly number[][]; readonly scores_faiss_float32: readonly number[][] };
  readonly l2: {
    readonly ids: readonly number[][];
    readonly squared_distances_faiss_float32: readonly number[][];
  };
}

/** The best ten for each query. */
export function searchFlat(
  kernels: Kernels,
  flat: Pick<Flat, 'vectors' | 'queries'>,
  method: 'dot' | 'squaredDistance',
): { readonly rows: number[]; readonly scores: number[] }[] {
  const put = (matrix: Flat['vectors']) => {
    const block = kernels.allocate(matrix.length * 64);
    kernels.view(block, Float32Array).set(matrix.flat());
    return block;
  };
  const [rowCount, queryCount] = [flat.vectors.length, flat.queries.length];
  const scores = kernels.allocate(rowCount * queryCount * 4);
  const [queries, rows] = [put(flat.queries), put(flat.vectors)];
  const best = kernels.select(10);
  kernels[method]({ queries, queryCount, rows, rowCount, stride: 16, scores });
  return flat.queries.map((_, query) => {
    best.offer({ scores, firstScore: query * rowCount, rowCount });
    const taken = best.take();
    return { rows: [...taken.rows], scores: [...taken.scores] };
  });
}
