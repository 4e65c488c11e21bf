import { beforeAll, describe, expect, it } from 'vitest';
import { type Block, type Kernels, loadKernels, paddedLength } from './index.js';
import { type Random, random } from './test-support.js';

type Method = 'dot' | 'squaredDistance' | 'dotInt8' | 'hamming';

interface Case {
  readonly method: Method;
  readonly queryCount: number;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly stride: number;
  readonly queries: Uint8Array;
  readonly rows: Uint8Array;
  readonly scales: Uint8Array;
}

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const shorts = (...values: number[]) => new Uint8Array(Int16Array.from(values).buffer);
const bytes = (...values: number[]) => Uint8Array.from(values);
const none = new Uint8Array(0);

let wasm: Kernels;
let plain: Kernels;

beforeAll(async () => {
  wasm = await loadKernels({ implementation: 'wasm' });
  plain = await loadKernels({ implementation: 'plain' });
});

function run(kernels: Kernels, scan: Case): Float32Array {
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

function byHand(method: Method, queries: Uint8Array, rows: Uint8Array, more: Partial<Case> = {}) {
  const scan: Case = {
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
  const scores = [...run(wasm, scan)];
  expect([...run(plain, scan)]).toEqual(scores);
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

const valueBytes: Record<Method, readonly [query: number, row: number]> = {
  dot: [4, 4],
  squaredDistance: [4, 4],
  dotInt8: [2, 1],
  hamming: [1, 1],
};

function randomCase(method: Method, r: Random): Case {
  // Mostly small, so that ten thousand cases stay quick; now and then up to 1024 dimensions and 75 rows.
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
    scales: method === 'dotInt8' ? floats(...Array.from({ length: firstRow + rowCount }, r.value)) : none,
  };
}

describe.each(Object.keys(valueBytes) as Method[])('%s in WebAssembly', (method) => {
  it('equals its plain twin bit for bit in 2,500 random cases', () => {
    const r = random(20_000 + method.length);
    for (let i = 0; i < 2500; i++) {
      const scan = randomCase(method, r);
      const expected = run(plain, scan);
      const actual = run(wasm, scan);
      const differs = actual.findIndex((score, at) => !Object.is(score, expected[at]));
      if (differs >= 0) {
        expect.fail(`case ${i}: score ${differs} is ${actual[differs]}, the twin’s ${expected[differs]}`);
      }
    }
  });

  it('gives a query the same bits alone as among others', () => {
    const r = random(7);
    for (let i = 0; i < 200; i++) {
      const scan = randomCase(method, r);
      const together = run(wasm, scan);
      const queryLength = scan.stride * valueBytes[method][0];
      for (let q = 0; q < scan.queryCount; q++) {
        const queries = scan.queries.slice(q * queryLength, (q + 1) * queryLength);
        const alone = run(wasm, { ...scan, queryCount: 1, queries });
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
