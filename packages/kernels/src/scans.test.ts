import { beforeAll, describe, expect, it } from 'vitest';
import { type Kernels, loadKernels } from './index.js';
import { random } from './test-support.js';
import {
  bytes,
  floats,
  none,
  randomScan,
  runScan,
  type ScanCase,
  type ScanMethod,
  shorts,
  valueBytes,
} from './testing/scans.js';

let wasm: Kernels;
let plain: Kernels;

beforeAll(async () => {
  wasm = await loadKernels({ implementation: 'wasm' });
  plain = await loadKernels({ implementation: 'plain' });
});

function byHand(method: ScanMethod, queries: Uint8Array, rows: Uint8Array, more: Partial<ScanCase> = {}) {
  const scan: ScanCase = {
    method,
    queryCount: 1,
    firstRow: 0,
    rowCount: 1,
    stride: 16,
    queries,
    rows,
    scales: none,
    ...more,
  };
  const scores = [...runScan(wasm, scan)];
  expect([...runScan(plain, scan)]).toEqual(scores);
  return scores;
}

const sixteen = (...values: number[]) => [...values, ...new Array<number>(16 - values.length).fill(0)];

describe('a scan', () => {
  it('multiplies and adds for dot', () => {
    const rows = floats(...sixteen(4, 5, 6), ...sixteen(-1, 0, 0.5));
    expect(byHand('dot', floats(...sixteen(1, 2, 3)), rows, { rowCount: 2 })).toEqual([32, 0.5]);
  });

  it('adds the squares of differences, negated, for squaredDistance', () => {
    const rows = floats(...sixteen(1, 2, 3), ...sixteen(4, -2, 3, 0, 2));
    expect(byHand('squaredDistance', floats(...sixteen(1, 2, 3)), rows, { rowCount: 2 })).toEqual([0, -29]);
  });

  it('keeps the digits of a small distance between long vectors', () => {
    const near = byHand(
      'squaredDistance',
      floats(...sixteen(1000, 1000)),
      floats(...sixteen(1000, 1000.0625)),
    );
    expect(near).toEqual([-(0.0625 ** 2)]);
  });

  it('multiplies int8 rows with the row’s scale', () => {
    const rows = bytes(...sixteen(127, 256 - 127, 2), ...sixteen(1));
    const more = { rowCount: 2, scales: floats(0.5, 3) };
    expect(byHand('dotInt8', shorts(...sixteen(300, -1, 4)), rows, more)).toEqual([
      (38100 + 127 + 8) / 2,
      900,
    ]);
  });

  it('multiplies 4-bit rows, two values a byte and 8 for 0, with the row’s scale', () => {
    const row = (...codes: number[]) => [...codes, ...new Array<number>(8 - codes.length).fill(0x88)];
    const rows = bytes(...row(0x1f, 0x8a), ...row(0xf8));
    const more = { rowCount: 2, scales: floats(0.5, 3) };
    expect(byHand('dotInt4', shorts(...sixteen(300, -1, 4)), rows, more)).toEqual([(2100 + 7 + 8) / 2, -21]);
    const five = { rowCount: 5, scales: floats(1, 1, 1, 1, 1) };
    const codes = bytes(
      ...Array.from({ length: 5 }, (_, i) => row(0, 0, 0, 0, 0, 0, 0, 0x08 + 16 * i)).flat(),
    );
    const last = shorts(...new Array<number>(15).fill(0), 2);
    expect(byHand('dotInt4', last, codes, five)).toEqual([-16, -14, -12, -10, -8]);
  });

  it('counts differing bits, negated, for hamming', () => {
    const rows = bytes(...sixteen(0b1011), ...sixteen(0b0100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255));
    expect(byHand('hamming', bytes(...sixteen(0b0001)), rows, { rowCount: 2 })).toEqual([-2, -10]);
  });

  it('begins at firstRow, in rows and in scales', () => {
    const rows = bytes(...sixteen(9), ...sixteen(2));
    const more = { firstRow: 1, scales: floats(7, 0.5) };
    expect(byHand('dotInt8', shorts(...sixteen(3)), rows, more)).toEqual([3]);
  });

  it('writes nothing for no rows or no queries', () => {
    expect(byHand('dot', floats(...sixteen(1)), none, { rowCount: 0 })).toEqual([]);
    expect(byHand('dot', none, floats(...sixteen(1)), { queryCount: 0 })).toEqual([]);
  });
});

describe.each(Object.keys(valueBytes) as ScanMethod[])('%s in WebAssembly', (method) => {
  it('gives a query the same bits alone as among others', () => {
    const r = random(7);
    for (let i = 0; i < 200; i++) {
      const scan = randomScan(method, r);
      const together = runScan(wasm, scan);
      const queryLength = scan.stride * valueBytes[method][0];
      for (let q = 0; q < scan.queryCount; q++) {
        const queries = scan.queries.slice(q * queryLength, (q + 1) * queryLength);
        const alone = runScan(wasm, { ...scan, queryCount: 1, queries });
        expect(alone).toEqual(together.slice(q * scan.rowCount, (q + 1) * scan.rowCount));
      }
    }
  });
});

describe.each(['wasm', 'plain'] as const)('%s kernels refuse', (implementation) => {
  const setUp = async () => {
    const kernels = await loadKernels({ implementation });
    const [queries, rows, scores] = [kernels.allocate(64), kernels.allocate(640), kernels.allocate(40)];
    return { kernels, scan: { queries, rows, scores, rowCount: 10, stride: 16 } };
  };

  it('more rows, queries or scores than their blocks hold', async () => {
    const { kernels, scan } = await setUp();
    expect(() => kernels.dot({ ...scan, rowCount: 11 })).toThrow(
      /rows is a block of 640 bytes, 704 are needed/,
    );
    expect(() => kernels.dot({ ...scan, firstRow: 1 })).toThrow(
      /rows is a block of 640 bytes, 704 are needed/,
    );
    expect(() => kernels.dot({ ...scan, queryCount: 2 })).toThrow(
      /queries is a block of 64 bytes, 128 are needed/,
    );
    expect(() => kernels.dot({ ...scan, scores: kernels.allocate(36) })).toThrow(
      /scores is a block of 36 bytes, 40/,
    );
    expect(() => kernels.dotInt8({ ...scan, scales: kernels.allocate(4) })).toThrow(
      /scales is a block of 4 bytes, 40/,
    );
  });

  it('a stride that is no multiple of 16, and counts that are no counts', async () => {
    const { kernels, scan } = await setUp();
    expect(() => kernels.dot({ ...scan, stride: 15 })).toThrow(/stride is 15: give a multiple of 16/);
    expect(() => kernels.hamming({ ...scan, stride: 0 })).toThrow(/stride is 0/);
    expect(() => kernels.dot({ ...scan, rowCount: -1 })).toThrow(/rowCount is -1/);
    expect(() => kernels.dot({ ...scan, firstRow: 0.5 })).toThrow(/firstRow is 0.5/);
    expect(() => kernels.dot({ ...scan, queryCount: Number.NaN })).toThrow(/queryCount is NaN/);
  });
});
