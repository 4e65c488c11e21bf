import { type Block, type Kernels, paddedLength } from '../index.js';
import type { Random } from '../test-support.js';

export type ScanMethod = 'dot' | 'squaredDistance' | 'dotInt4' | 'dotInt8' | 'hamming';

export interface ScanCase {
  readonly method: ScanMethod;
  readonly queryCount: number;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly stride: number;
  readonly queries: Uint8Array;
  readonly rows: Uint8Array;
  readonly scales: Uint8Array;
}

export const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
export const shorts = (...values: number[]): Uint8Array => new Uint8Array(Int16Array.from(values).buffer);
export const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
export const none: Uint8Array = new Uint8Array(0);

export function runScan(kernels: Kernels, scan: ScanCase): Float32Array {
  const put = (data: Uint8Array): Block => {
    const block = kernels.allocate(data.length);
    kernels.view(block, Uint8Array).set(data);
    return block;
  };
  const blocks = {
    queries: put(scan.queries),
    rows: put(scan.rows),
    scales: put(scan.scales),
    scores: put(new Uint8Array(scan.queryCount * scan.rowCount * 4).fill(0xaa)),
  };
  const { method, queryCount, firstRow, rowCount, stride } = scan;
  kernels[method]({ ...blocks, queryCount, firstRow, rowCount, stride });
  const scores = kernels.view(blocks.scores, Float32Array).slice();
  for (const block of Object.values(blocks)) kernels.release(block);
  return scores;
}

/** Bytes of a value of a query and of a row. */
export const valueBytes: Record<ScanMethod, readonly [query: number, row: number]> = {
  dot: [4, 4],
  squaredDistance: [4, 4],
  dotInt4: [2, 0.5],
  dotInt8: [2, 1],
  hamming: [1, 1],
};

export function randomScan(method: ScanMethod, r: Random): ScanCase {
  // Mostly small, so that as many cases stay quick; now and then up to 1024 dimensions and 75 rows.
  const large = r.below(50) === 0;
  const dimensions = 1 + r.below(large ? 1024 : 100);
  const queryCount = r.below(5);
  const firstRow = r.below(3);
  const rowCount = r.below(large ? 75 : 12);
  const [queryBytes, rowBytes] = valueBytes[method];
  const stride = paddedLength(dimensions);
  const values = (count: number, size: number) => {
    if (size === 4)
      return floats(...Array.from({ length: count }, (_, i) => (i % stride < dimensions ? r.value() : 0)));
    if (size === 2) return shorts(...Array.from({ length: count }, () => r.below(2 * 16000) - 16000));
    return bytes(...Array.from({ length: count }, () => r.below(256)));
  };
  return {
    method,
    queryCount,
    firstRow,
    rowCount,
    stride,
    queries: values(queryCount * stride, queryBytes),
    rows: values((firstRow + rowCount) * stride, rowBytes),
    scales:
      method === 'dotInt8' || method === 'dotInt4'
        ? floats(...Array.from({ length: firstRow + rowCount }, r.value))
        : none,
  };
}
