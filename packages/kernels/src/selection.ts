import { type BlockStore, requireCount } from './block-store.js';
import type { Block } from './kernels.js';
import type { LinearMemory } from './linear-memory.js';
import type { Loops } from './loops.js';

export interface Offer {
  /** Float32 scores. A row whose score is NaN is passed over. */
  readonly scores: Block;
  /** The score to begin with. Default 0; for query i of a scan, i × rowCount. */
  readonly firstScore?: number;
  /** The row that it belongs to. Default 0. Rows must come in ascending order, over all offers. */
  readonly firstRow?: number;
  readonly rowCount: number;
  /** One byte for each row from row 0 on; rows with 0 are passed over. Default: none is. */
  readonly accept?: Block;
}

/** Keeps the best `k` of the scores it is offered: score descending, then row ascending; −0 counts as 0. */
export interface Selection {
  readonly offer: (offer: Offer) => void;
  /** What was kept, best first, and empties the selection for the next query. */
  readonly take: () => { readonly rows: Uint32Array; readonly scores: Float32Array };
  /** Gives its memory back; it cannot be used afterwards. */
  readonly release: () => void;
}

export function selection(k: number, store: BlockStore, memory: LinearMemory, loops: Loops): Selection {
  requireCount('k', k);
  const heap = store.allocate(k * 8);
  const ranked = store.allocate(k * 8);
  let held = 0;
  let nextRow = 0;
  return Object.freeze({
    offer: ({ scores, firstScore = 0, firstRow = 0, rowCount, accept }: Offer) => {
      requireCount('firstScore', firstScore);
      requireCount('firstRow', firstRow);
      requireCount('rowCount', rowCount);
      if (firstRow < nextRow) {
        throw new RangeError(
          `firstRow is ${firstRow}, after rows up to ${nextRow - 1}: offer rows in ascending order`,
        );
      }
      held = loops.offer(
        store.address(heap, k * 8, 'selection'),
        held,
        k,
        store.address(scores, (firstScore + rowCount) * 4, 'scores') + firstScore * 4,
        rowCount,
        firstRow,
        accept ? store.address(accept, firstRow + rowCount, 'accept') : 0,
      );
      nextRow = firstRow + rowCount;
    },
    take: () => {
      const rows = store.address(ranked, k * 8, 'selection');
      const scores = rows + held * 4;
      loops.rank(store.address(heap, k * 8, 'selection'), held, rows, scores);
      const taken = {
        rows: new Uint32Array(memory.buffer(), rows, held).slice(),
        scores: new Float32Array(memory.buffer(), scores, held).slice(),
      };
      held = 0;
      nextRow = 0;
      return taken;
    },
    release: () => {
      store.release(heap);
      store.release(ranked);
    },
  });
}
