import { type Block, paddedLength } from '@reprise/kernels';
import type { DenseData } from './dense-data.js';
import { allocate } from './rows.js';
import type { Best } from './scan.js';

/** Rows scored at once: few enough that they stay in a cache from gathering to scoring. */
const rowsAtOnce = 256;

/**
 * Scores of rows by their vectors. By the loops that scan f32 rows: a document has the same score,
 * bit for bit, whether it was found or asked for.
 */
export async function exactScores(
  data: DenseData,
  query: Float32Array,
  rows: Uint32Array,
  pace: () => Promise<void> | undefined,
): Promise<Float32Array> {
  const scores = new Float32Array(rows.length);
  await scorePortions(data, query, rows, pace, (block, first, count) => {
    scores.set(data.kernels.view(block, Float32Array).subarray(0, count), first);
  });
  return scores;
}

/** The best `k` of rows, which come ascending, by their exact scores. */
export async function bestOf(
  data: DenseData,
  query: Float32Array,
  rows: Uint32Array,
  k: number,
  pace: () => Promise<void> | undefined,
): Promise<Best> {
  const selection = data.kernels.select(Math.min(k, rows.length));
  try {
    await scorePortions(data, query, rows, pace, (scores, firstRow, rowCount) => {
      selection.offer({ scores, firstRow, rowCount });
    });
    const best = selection.take();
    return { rows: best.rows.map((at) => rows[at] as number), scores: best.scores };
  } finally {
    selection.release();
  }
}

async function scorePortions(
  { kernels, exact, similarity }: DenseData,
  query: Float32Array,
  rows: Uint32Array,
  pace: () => Promise<void> | undefined,
  use: (scores: Block, first: number, count: number) => void,
): Promise<void> {
  const stride = paddedLength(query.length);
  const loop = similarity === 'euclidean' ? kernels.squaredDistance : kernels.dot;
  const portion = Math.min(rowsAtOnce, rows.length);
  const taken: Block[] = [];
  const take = (values: number): Block => {
    const block = allocate(kernels, values * 4);
    taken.push(block);
    return block;
  };
  try {
    const [queries, vectors, scores] = [take(stride), take(portion * stride), take(portion)] as const;
    kernels.view(queries, Float32Array).set(query);
    for (let first = 0; first < rows.length; first += portion) {
      const selected = rows.subarray(first, first + portion);
      await exact.gather(selected, vectors);
      loop({ queries, rows: vectors, rowCount: selected.length, stride, scores });
      use(scores, first, selected.length);
      const pause = pace();
      if (pause) await pause;
    }
  } finally {
    for (const block of taken) kernels.release(block);
  }
}
