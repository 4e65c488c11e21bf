import type { Loops } from '../loops.js';
import { laneDot } from './dot.js';
import { integerDot } from './dot-int8.js';

/** Twin of `maxSim` in assembly/max-sim.ts. */
export function plainMaxSim(memory: () => ArrayBuffer): Loops['maxSim'] {
  return (query, queryRows, weights, rows, stride, ranges, documentCount, scores) => {
    const documents = documentsAt(memory(), queryRows, weights, ranges, documentCount, scores);
    const q = new Float32Array(memory(), query, queryRows * stride);
    const x = new Float32Array(memory(), rows, documents.rowCount * stride);
    documents.score((i, row) => laneDot(q, i * stride, x, row * stride, stride));
  };
}

/** Twin of `maxSimInt8` in assembly/max-sim.ts. */
export function plainMaxSimInt8(memory: () => ArrayBuffer): Loops['maxSimInt8'] {
  return (query, queryRows, weights, rows, scales, stride, ranges, documentCount, scores) => {
    const documents = documentsAt(memory(), queryRows, weights, ranges, documentCount, scores);
    const q = new Int16Array(memory(), query, queryRows * stride);
    const x = new Int8Array(memory(), rows, documents.rowCount * stride);
    const scale = new Float32Array(memory(), scales, documents.rowCount);
    documents.score((i, row) =>
      Math.fround(Math.fround(integerDot(q, i * stride, x, row * stride, stride)) * scale[row]!),
    );
  };
}

function documentsAt(
  buffer: ArrayBuffer,
  queryRows: number,
  weights: number,
  ranges: number,
  documentCount: number,
  scores: number,
) {
  const weight = new Float32Array(buffer, weights, queryRows);
  const range = new Uint32Array(buffer, ranges, documentCount * 2);
  const out = new Float32Array(buffer, scores, documentCount);
  let rowCount = 0;
  for (let i = 0; i < range.length; i += 2) {
    if (range[i + 1]! > 0) rowCount = Math.max(rowCount, range[i]! + range[i + 1]!);
  }
  return {
    /** How many rows the ranges reach over. */
    rowCount,
    /** `similarity` is a float32. */
    score: (similarity: (queryRow: number, row: number) => number) => {
      for (let document = 0; document < documentCount; document++) {
        const first = range[document * 2]!;
        const end = first + range[document * 2 + 1]!;
        let total = 0;
        for (let i = 0; i < queryRows && first < end; i++) {
          let most = Number.NEGATIVE_INFINITY;
          for (let row = first; row < end; row++) most = Math.max(most, similarity(i, row));
          total += weight[i]! * most;
        }
        out[document] = total;
      }
    },
  };
}
