import type { Block, Kernels } from '@reprise/kernels';
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
  const kept = Math.min(k, rows.count);
  const taken: Block[] = [];
  const take = (bytes: number): Block => {
    const block = allocate(kernels, bytes);
    taken.push(block);
    return block;
  };
  const products = Math.ceil(productsAtOnce / (queries.length * rows.stride));
  const portion = Math.min(rowsAtOnce, products, rows.count);
  const selections: ReturnType<Kernels['select']>[] = [];
  try {
    const asked = queryBlock(kernels, rows, queries);
    taken.push(asked);
    const accepted = accept && take(accept.length);
    if (accepted) kernels.view(accepted, Uint8Array).set(accept);
    const scores = take(queries.length * portion * 4);
    const decoded = rows.precision === 'f16' ? take(portion * rows.stride * 4) : undefined;
    for (let i = 0; i < queries.length; i++) selections.push(kernels.select(kept));
    for (let firstRow = 0; firstRow < rows.count; firstRow += portion) {
      const rowCount = Math.min(portion, rows.count - firstRow);
      scorePortion(kernels, rows, similarity, {
        asked,
        queryCount: queries.length,
        firstRow,
        rowCount,
        scores,
        decoded,
      });
      selections.forEach((selection, i) => {
        selection.offer({
          scores,
          firstScore: i * rowCount,
          firstRow,
          rowCount,
          ...(accepted && { accept: accepted }),
        });
      });
      const pause = pace();
      if (pause) await pause;
    }
    return selections.map((selection) => selection.take());
  } finally {
    for (const selection of selections) selection.release();
    for (const block of taken) kernels.release(block);
  }
}

interface Portion {
  readonly asked: Block;
  readonly queryCount: number;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly scores: Block;
  readonly decoded: Block | undefined;
}

function scorePortion(kernels: Kernels, rows: Rows, similarity: Similarity, portion: Portion): void {
  const { asked: queries, queryCount, firstRow, rowCount, scores, decoded } = portion;
  const { block, stride, precision, scales } = rows;
  const scanned = { queries, queryCount, rowCount, stride, scores };
  if (precision === 'int8') kernels.dotInt8({ ...scanned, rows: block, firstRow, scales: scales as Block });
  else if (precision === 'binary') kernels.hamming({ ...scanned, rows: block, firstRow });
  else {
    const loop = similarity === 'euclidean' ? kernels.squaredDistance : kernels.dot;
    if (decoded === undefined) loop({ ...scanned, rows: block, firstRow });
    else {
      kernels.decodeHalf({
        source: block,
        first: firstRow * stride,
        count: rowCount * stride,
        target: decoded,
      });
      loop({ ...scanned, rows: decoded });
    }
  }
}
