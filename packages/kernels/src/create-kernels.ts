import { blockStore, requireCount } from './block-store.js';
import type { Kernels, Scan } from './kernels.js';
import type { LinearMemory } from './linear-memory.js';
import type { Loops } from './loops.js';
import { selection } from './selection.js';

/** Dresses loops with blocks and checks: below this file addresses are trusted. */
export function createKernels(
  implementation: 'wasm' | 'plain',
  memory: LinearMemory,
  maximumBytes: number,
  loops: Loops,
): Kernels {
  const store = blockStore(memory, maximumBytes);

  /** The addresses of a scan whose queries and rows have values of `queryBytes` and `rowBytes`. */
  const place = (scan: Scan, queryBytes: number, rowBytes: number) => {
    const { queries, queryCount = 1, rows, firstRow = 0, rowCount, stride, scores } = scan;
    requireCount('queryCount', queryCount);
    requireCount('firstRow', firstRow);
    requireCount('rowCount', rowCount);
    requireMultiple('stride', stride, 16);
    if (stride === 0) throw new RangeError('stride is 0: give a multiple of 16 above 0');
    const bytes = stride * rowBytes;
    return {
      queries: store.address(queries, queryCount * stride * queryBytes, 'queries'),
      queryCount,
      rows: store.address(rows, (firstRow + rowCount) * bytes, 'rows') + firstRow * bytes,
      firstRow,
      scores: store.address(scores, queryCount * rowCount * 4, 'scores'),
    };
  };
  const scanWith =
    (loop: Loops['dot'], valueBytes: number): ((scan: Scan) => void) =>
    (scan) => {
      const { queries, queryCount, rows, scores } = place(scan, valueBytes, valueBytes);
      loop(queries, queryCount, rows, scan.rowCount, scan.stride, scores);
    };

  return Object.freeze({
    implementation,
    allocate: store.allocate,
    release: store.release,
    view: (block, View) => {
      const length = Math.floor(block.bytes / View.BYTES_PER_ELEMENT);
      return new View(memory.buffer(), store.address(block, 0, 'block'), length);
    },
    dot: scanWith(loops.dot, 4),
    squaredDistance: scanWith(loops.squaredDistance, 4),
    hamming: scanWith(loops.hamming, 1),
    dotInt8: (scan) => {
      const { queries, queryCount, rows, firstRow, scores } = place(scan, 2, 1);
      const scales = store.address(scan.scales, (firstRow + scan.rowCount) * 4, 'scales') + firstRow * 4;
      loops.dotInt8(queries, queryCount, rows, scales, scan.rowCount, scan.stride, scores);
    },
    gather: ({ rows, rowBytes, selected, target }) => {
      requireCount('rowBytes', rowBytes);
      const highest = selected.reduce((most, row) => Math.max(most, row), -1);
      const from = store.address(rows, (highest + 1) * rowBytes, 'rows');
      const to = store.address(target, selected.length * rowBytes, 'target');
      const bytes = new Uint8Array(memory.buffer());
      selected.forEach((row, i) => {
        const at = from + row * rowBytes;
        bytes.copyWithin(to + i * rowBytes, at, at + rowBytes);
      });
    },
    decodeHalf: ({ source, first = 0, count, target }) => {
      requireCount('first', first);
      requireMultiple('count', count, 4);
      const from = store.address(source, (first + count) * 2, 'source') + first * 2;
      loops.decodeHalf(from, count, store.address(target, count * 4, 'target'));
    },
    select: (k) => selection(k, store, memory, loops),
  } satisfies Kernels);
}

function requireMultiple(name: string, value: number, of: number): void {
  requireCount(name, value);
  if (value % of !== 0) throw new RangeError(`${name} is ${value}: give a multiple of ${of}`);
}
