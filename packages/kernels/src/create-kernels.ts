import { blockStore, requireCount } from './block-store.js';
import type { Int8Scan, Kernels, Scan } from './kernels.js';
import type { LinearMemory } from './linear-memory.js';
import { type Loops, loopsOf, scratchBytes } from './loops.js';
import type { MaxSimScan } from './max-sim-scan.js';
import { selection } from './selection.js';

/** Dresses loops with blocks and checks: below this file addresses are trusted. */
export function createKernels(
  implementation: 'wasm' | 'plain',
  memory: LinearMemory,
  maximumBytes: number,
  loops: Loops,
): Kernels {
  const store = blockStore(memory, maximumBytes);
  // Taken once and for all, because a call that allocated might empty its caller's views.
  const scratch = store.address(store.allocate(scratchBytes), scratchBytes, 'scratch');

  /** The addresses of a scan whose queries and rows have values of `queryBytes` and `rowBytes`. */
  const place = (scan: Scan, queryBytes: number, rowBytes: number) => {
    const { queries, queryCount = 1, rows, firstRow = 0, rowCount, stride, scores } = scan;
    requireCount('queryCount', queryCount);
    requireCount('firstRow', firstRow);
    requireCount('rowCount', rowCount);
    requireStride(stride);
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
  const scaledScanWith =
    (loop: Loops['dotInt8'], rowBytes: number): ((scan: Int8Scan) => void) =>
    (scan) => {
      const { queries, queryCount, rows, firstRow, scores } = place(scan, 2, rowBytes);
      const scales = store.address(scan.scales, (firstRow + scan.rowCount) * 4, 'scales') + firstRow * 4;
      loop(queries, queryCount, rows, scales, scan.rowCount, scan.stride, scores);
    };

  /** How many rows the ranges of documents reach over. */
  const endOfRanges = (ranges: number, documentCount: number): number => {
    const range = new Uint32Array(memory.buffer(), ranges, documentCount * 2);
    let end = 0;
    for (let i = 0; i < range.length; i += 2) {
      if (range[i + 1]! > 0) end = Math.max(end, range[i]! + range[i + 1]!);
    }
    return end;
  };

  /** The addresses of documents and of the query, and how many rows the documents reach over. */
  const placeDocuments = (scan: MaxSimScan, queryBytes: number, rowBytes: number) => {
    const { query, queryRows, weights, rows, stride, ranges, documentCount, scores } = scan;
    requireCount('queryRows', queryRows);
    requireCount('documentCount', documentCount);
    requireStride(stride);
    const rangesAt = store.address(ranges, documentCount * 8, 'ranges');
    const rowCount = endOfRanges(rangesAt, documentCount);
    return {
      query: store.address(query, queryRows * stride * queryBytes, 'query'),
      weights: store.address(weights, queryRows * 4, 'weights'),
      rows: store.address(rows, rowCount * stride * rowBytes, 'rows'),
      rowCount,
      ranges: rangesAt,
      scores: store.address(scores, documentCount * 4, 'scores'),
    };
  };

  return Object.freeze({
    [loopsOf]: loops,
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
    dotInt8: scaledScanWith(loops.dotInt8, 1),
    dotInt4: scaledScanWith(loops.dotInt4, 0.5),
    maxSim: (scan) => {
      const { query, weights, rows, ranges, scores } = placeDocuments(scan, 4, 4);
      const { queryRows, stride, documentCount } = scan;
      loops.maxSim(query, queryRows, weights, rows, stride, ranges, documentCount, scores, scratch);
    },
    maxSimInt8: (scan) => {
      const { query, weights, rows, rowCount, ranges, scores } = placeDocuments(scan, 2, 1);
      const { queryRows, stride, documentCount } = scan;
      const scales = store.address(scan.scales, rowCount * 4, 'scales');
      loops.maxSimInt8(
        query,
        queryRows,
        weights,
        rows,
        scales,
        stride,
        ranges,
        documentCount,
        scores,
        scratch,
      );
    },
    maxSimLookup: (scan) => {
      const { products, codeCount, weights, stride, codes, considered, ranges, documentCount, scores } = scan;
      requireCount('codeCount', codeCount);
      requireCount('documentCount', documentCount);
      requireStride(stride);
      const rangesAt = store.address(ranges, documentCount * 8, 'ranges');
      const codesAt = store.address(codes, endOfRanges(rangesAt, documentCount) * 4, 'codes');
      const range = new Uint32Array(memory.buffer(), rangesAt, documentCount * 2);
      const code = new Uint32Array(memory.buffer(), codesAt);
      for (let i = 0; i < range.length; i += 2) {
        for (let row = range[i]!; row < range[i]! + range[i + 1]!; row++) {
          if (code[row]! >= codeCount) {
            throw new RangeError(
              `row ${row} has the code ${code[row]}: give codes below codeCount, ${codeCount}`,
            );
          }
        }
      }
      loops.maxSimLookup(
        store.address(products, codeCount * stride * 4, 'products'),
        store.address(weights, stride * 4, 'weights'),
        stride,
        codesAt,
        considered === undefined ? 0 : store.address(considered, codeCount, 'considered'),
        rangesAt,
        documentCount,
        store.address(scores, documentCount * 4, 'scores'),
      );
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
    decodeResiduals: (decoding) => {
      const { codes, scales, centroidIds, centroids, table, bits } = decoding;
      const { firstRow = 0, rowCount, stride, dimensions, target } = decoding;
      if (bits !== 1 && bits !== 2 && bits !== 4) throw new RangeError(`bits is ${bits}: give 1, 2 or 4`);
      requireCount('firstRow', firstRow);
      requireCount('rowCount', rowCount);
      requireStride(stride);
      requireCount('dimensions', dimensions);
      if (dimensions > stride) {
        throw new RangeError(`dimensions is ${dimensions}: give at most the stride, ${stride}`);
      }
      const codeBytes = (stride * bits) / 8;
      const from = store.address(codes, (firstRow + rowCount) * codeBytes, 'codes') + firstRow * codeBytes;
      const idsAt = store.address(centroidIds, (firstRow + rowCount) * 4, 'centroidIds') + firstRow * 4;
      const ids = new Uint32Array(memory.buffer(), idsAt, rowCount);
      const highest = ids.reduce((most, id) => Math.max(most, id), -1);
      loops.decodeResiduals(
        from,
        store.address(scales, (firstRow + rowCount) * 4, 'scales') + firstRow * 4,
        idsAt,
        store.address(centroids, (highest + 1) * stride * 4, 'centroids'),
        store.address(table, 2 ** bits * 4, 'table'),
        bits,
        rowCount,
        stride,
        dimensions,
        store.address(target, rowCount * stride * 4, 'target'),
        scratch,
      );
    },
    select: (k) => selection(k, store, memory, loops),
  } satisfies Kernels);
}

function requireStride(stride: number): void {
  requireMultiple('stride', stride, 16);
  if (stride === 0) throw new RangeError('stride is 0: give a multiple of 16 above 0');
}

function requireMultiple(name: string, value: number, of: number): void {
  requireCount(name, value);
  if (value % of !== 0) throw new RangeError(`${name} is ${value}: give a multiple of ${of}`);
}
