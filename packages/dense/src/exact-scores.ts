import { type Block, type Kernels, paddedLength } from '@reprise/kernels';
import { allocate } from './rows.js';
import type { Similarity } from './vector-options.js';

/**
 * Scores of vectors that lie one after another. By the loops that scan f32 rows: a document has the same score, bit for bit,
 * whether it was found or asked for.
 */
export function exactScores(
  kernels: Kernels,
  query: Float32Array,
  vectors: Float32Array,
  similarity: Similarity,
): Float32Array {
  const { length } = query;
  const rowCount = vectors.length / length;
  const stride = paddedLength(length);
  const taken: Block[] = [];
  const take = (values: number): Block => {
    const block = allocate(kernels, values * 4);
    taken.push(block);
    return block;
  };
  try {
    const [queries, rows, scores] = [take(stride), take(rowCount * stride), take(rowCount)] as const;
    kernels.view(queries, Float32Array).set(query);
    const padded = kernels.view(rows, Float32Array);
    for (let row = 0; row < rowCount; row++) {
      padded.set(vectors.subarray(row * length, (row + 1) * length), row * stride);
    }
    const scanned = { queries, rows, rowCount, stride, scores };
    if (similarity === 'euclidean') kernels.squaredDistance(scanned);
    else kernels.dot(scanned);
    return kernels.view(scores, Float32Array).slice(0, rowCount);
  } finally {
    for (const block of taken) kernels.release(block);
  }
}
