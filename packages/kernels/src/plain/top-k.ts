/**
 * Twin of assembly/top-k.ts. The order (score descending, then row ascending) is total, so any algorithm gives the same
 * answer: here too a heap whose root is the worst one kept, of entries { f32 score, u32 row }.
 */
import type { Loops } from '../loops.js';

export function plainOffer(memory: () => ArrayBuffer): Loops['offer'] {
  return (heap, held, k, scores, count, firstRow, accept) => {
    const entries = entriesAt(memory(), heap, k);
    const accepted = accept === 0 ? undefined : new Uint8Array(memory(), accept, firstRow + count);
    const offered = new Float32Array(memory(), scores, count);
    for (let i = 0; i < count; i++) {
      const row = firstRow + i;
      const score = offered[i]!;
      if (Number.isNaN(score) || accepted?.[row] === 0) continue;
      if (held < k) entries.rise(held++, score, row);
      else if (k > 0 && score > entries.worst()) entries.sink(k, score, row);
    }
    return held;
  };
}

export function plainRank(memory: () => ArrayBuffer): Loops['rank'] {
  return (heap, held, rows, scores) => {
    const entries = entriesAt(memory(), heap, held);
    const outRows = new Uint32Array(memory(), rows, held);
    const outScores = new Float32Array(memory(), scores, held);
    for (let left = held - 1; left >= 0; left--) {
      outScores[left] = entries.worst() + 0;
      outRows[left] = entries.rowOf(0);
      entries.sink(left, entries.scoreOf(left), entries.rowOf(left));
    }
  };
}

function entriesAt(buffer: ArrayBuffer, address: number, size: number) {
  const scores = new Float32Array(buffer, address, size * 2);
  const rows = new Uint32Array(buffer, address, size * 2);
  const put = (at: number, score: number, row: number) => {
    scores[at * 2] = score;
    rows[at * 2 + 1] = row;
  };
  const isWorse = (at: number, score: number, row: number) =>
    scores[at * 2]! < score || (scores[at * 2] === score && rows[at * 2 + 1]! > row);
  const move = (from: number, to: number) => put(to, scores[from * 2]!, rows[from * 2 + 1]!);
  return {
    worst: () => scores[0]!,
    scoreOf: (at: number) => scores[at * 2]!,
    rowOf: (at: number) => rows[at * 2 + 1]!,
    /** Puts an entry in at the end, `at`, and lets it rise until its parent is worse. */
    rise: (at: number, score: number, row: number) => {
      for (let parent = (at - 1) >> 1; at > 0 && !isWorse(parent, score, row); parent = (at - 1) >> 1) {
        move(parent, at);
        at = parent;
      }
      put(at, score, row);
    },
    /** Puts an entry in at the root of `length` entries and lets it sink until no child is worse. */
    sink: (length: number, score: number, row: number) => {
      let at = 0;
      for (let child = 1; child < length; child = 2 * at + 1) {
        const right = child + 1;
        if (right < length && isWorse(right, scores[child * 2]!, rows[child * 2 + 1]!)) child = right;
        if (!isWorse(child, score, row)) break;
        move(child, at);
        at = child;
      }
      put(at, score, row);
    },
  };
}
