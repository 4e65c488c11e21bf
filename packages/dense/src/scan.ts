import type { Block, Kernels, Scan } from '@reprise/kernels';
import { allocate, queryBlock, type Rows } from './rows.js';
import type { Similarity } from './vector-options.js';

/** Best rows of one query, best first. */
export interface Best {
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
}

/** Rows scored at once at most: enough that calls cost nothing. */
const rowsAtOnce = 4096;

/** Multiplications between two looks at the signal at most: some milliseconds, without WebAssembly some tens. */
const productsAtOnce = 2 ** 26;

/** Scores all rows for each query and keeps the best `k`; `accept` has a byte a row, 0 for those to pass over. */
export async function scan(
  kernels: Kernels,
  rows: Rows,
  similarity: Similarity,
  queries: readonly Float32Array[],
  k: number,
  accept: Uint8Array | undefined,
  pace: () => Promise<void> | undefined,
): Promise<readonly Best[]> {
  if (rows.count === 0) return queries.map(() => ({ rows: new Uint32Array(0), scores: new Float32Array(0) }));
  const queryCount = queries.length;
  const kept = Math.min(k, rows.count);
  const taken: Block[] = [];
  const take = (bytes: number): Block => {
    const block = allocate(kernels, bytes);
    taken.push(block);
    return block;
  };
  const products = Math.ceil(productsAtOnce / (queryCount * rows.stride));
  const portion = Math.min(rowsAtOnce, products, rows.count);
  const selections: ReturnType<Kernels['select']>[] = [];
  try {
    const asked = queryBlock(kernels, rows, queries);
    taken.push(asked);
    const accepted = accept && take(accept.length);
    if (accepted) kernels.view(accepted, Uint8Array).set(accept);
    const scores = take(queryCount * portion * 4);
    const decoded = rows.precision === 'f16' ? take(portion * rows.stride * 4) : undefined;
    for (let i = 0; i < queryCount; i++) selections.push(kernels.select(kept));
    for (let firstRow = 0; firstRow < rows.count; firstRow += portion) {
      const rowCount = Math.min(portion, rows.count - firstRow);
      scorePortion(
        kernels,
        rows,
        similarity,
        { queries: asked, queryCount, firstRow, rowCount, scores },
        decoded,
      );
      for (let i = 0; i < queryCount; i++) {
        const [selection, firstScore] = [selections[i]!, i * rowCount];
        if (accepted) selection.offer({ scores, firstScore, firstRow, rowCount, accept: accepted });
        else selection.offer({ scores, firstScore, firstRow, rowCount });
      }
      const pause = pace();
      if (pause) await pause;
    }
    return selections.map((selection) => selection.take());
  } finally {
    for (const selection of selections) selection.release();
    for (const block of taken) kernels.release(block);
  }
}

type Portion = Required<Pick<Scan, 'queries' | 'queryCount' | 'firstRow' | 'rowCount' | 'scores'>>;

/** Spreads no objects: for every portion of every search, such copies went to the old part of the heap and lived on there. */
function scorePortion(
  kernels: Kernels,
  { block: rows, stride, precision, scales }: Rows,
  similarity: Similarity,
  { queries, queryCount, firstRow, rowCount, scores }: Portion,
  decoded: Block | undefined,
): void {
  if (scales !== undefined) {
    const loop = precision === 'int8' ? kernels.dotInt8 : kernels.dotInt4;
    loop({ queries, queryCount, rows, firstRow, rowCount, stride, scores, scales });
  } else if (precision === 'binary') {
    kernels.hamming({ queries, queryCount, rows, firstRow, rowCount, stride, scores });
  } else {
    const loop = similarity === 'euclidean' ? kernels.squaredDistance : kernels.dot;
    if (decoded === undefined) loop({ queries, queryCount, rows, firstRow, rowCount, stride, scores });
    else {
      kernels.decodeHalf({
        source: rows,
        first: firstRow * stride,
        count: rowCount * stride,
        target: decoded,
      });
      loop({ queries, queryCount, rows: decoded, rowCount, stride, scores });
    }
  }
}
