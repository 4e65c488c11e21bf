import { beforeAll, describe, expect, it } from 'vitest';
import { type Kernels, loadKernels } from './index.js';
import { random } from './test-support.js';
import { type Documents, randomDocuments, runMaxSim } from './testing/documents.js';
import { randomLookup, runLookup } from './testing/lookup.js';
import { type Residuals, runDecoding } from './testing/residuals.js';
import { withBlocks } from './testing/with-blocks.js';

let wasm: Kernels;
let plain: Kernels;

beforeAll(async () => {
  wasm = await loadKernels({ implementation: 'wasm' });
  plain = await loadKernels({ implementation: 'plain' });
});

function dot(kernels: Kernels, documents: Documents): Float32Array {
  const { query, rows, scales, stride, weights } = documents;
  const rowCount = rows.length / stride;
  const result = new Float32Array(rowCount * weights.length);
  return withBlocks(kernels, { query, rows, scales, result }, (blocks) => {
    const { query: queries, result: scores } = blocks;
    const scan = { ...blocks, queries, scores, queryCount: weights.length, rowCount, stride };
    if (rows instanceof Int8Array) kernels.dotInt8(scan);
    else kernels.dot(scan);
  });
}

/** Rows of `stride` 16 whose first values are given. */
const rowsOf = (...rows: readonly (readonly number[])[]) => {
  const values = new Float32Array(rows.length * 16);
  rows.forEach((row, i) => {
    values.set(row, i * 16);
  });
  return values;
};

describe('maxSim', () => {
  const rows = rowsOf([0.8, 0.6], [0, 1], [0, 0.6, 0.8], [1], [0.6, 0.8], [0, -0.6, -0.8], [0, 0, -1]);
  const ranges = Uint32Array.of(0, 3, 3, 2, 5, 2, 2, 0);
  const scales = new Float32Array(0);

  it('adds the best product of every query row, as in the table of the method', () => {
    const originals = [[1], [0.6, 0.8]];
    const documents = { rows, ranges, scales, stride: 16 };
    const score = (query: readonly (readonly number[])[], ...weights: number[]) => {
      const scan = { ...documents, query: rowsOf(...query), weights: Float32Array.from(weights) };
      const scores = runMaxSim(wasm, scan);
      expect(runMaxSim(plain, scan)).toEqual(scores);
      return [...scores].map((value) => Number(value.toFixed(5)));
    };
    expect(score(originals, 1, 1)).toEqual([1.76, 2, 0, 0]);
    const expanded = [...originals, [0, 0.5, 0.5], [0.3, 0.3, 0.6]];
    expect(score(expanded, 1, 1, 5.347, 3.2)).toEqual([7.6149, 5.4828, -4.5935, 0]);
    expect(score(expanded, 1, 1, 5.347 / 2, 1.6)).toEqual([4.68745, 3.7414, -2.29675, 0]);
  });

  it('scores 0 for no query rows and writes nothing for no documents', () => {
    const query = new Float32Array(0);
    const scan = { query, weights: query, rows, scales, stride: 16, ranges };
    expect([...runMaxSim(wasm, scan)]).toEqual([0, 0, 0, 0]);
    expect([...runMaxSim(wasm, { ...scan, ranges: new Uint32Array(0) })]).toEqual([]);
  });
});

describe.each([false, true])('documents of int8 rows: %s', (int8) => {
  it('are the weighted sums of the largest scores of a scan', () => {
    const r = random(78);
    for (let i = 0; i < 300; i++) {
      const documents = randomDocuments(r, int8, false);
      const { weights, ranges, rows, stride } = documents;
      const products = dot(wasm, documents);
      const rowCount = rows.length / stride;
      const scores = runMaxSim(wasm, documents);
      scores.forEach((score, document) => {
        const [first, count] = ranges.subarray(document * 2) as unknown as [number, number];
        const sum = weights.reduce((total, weight, row) => {
          const from = row * rowCount + first;
          return total + weight * Math.max(...products.subarray(from, from + count));
        }, 0);
        expect(score).toBe(count === 0 ? 0 : Math.fround(sum));
      });
    }
  });

  it('score the same alone as among others', () => {
    const r = random(79);
    for (let i = 0; i < 300; i++) {
      const documents = randomDocuments(r, int8, true);
      const together = runMaxSim(wasm, documents);
      together.forEach((score, document) => {
        const ranges = documents.ranges.subarray(document * 2, document * 2 + 2);
        expect([...runMaxSim(wasm, { ...documents, ranges })]).toEqual([score]);
      });
    }
  });
});

describe('maxSimLookup', () => {
  const lookup = {
    // Codes 0, 1 and 2 with a query of two rows.
    products: rowsOf([0.5, -1], [0.25, 2], [1, 1]),
    codeCount: 3,
    weights: rowsOf([1, 10]),
    codes: Uint32Array.of(0, 1, 2, 2, 0),
    ranges: Uint32Array.of(0, 2, 2, 3, 4, 1, 3, 0),
  };

  it('adds the best product of every query row, looked up by the code of the row', () => {
    for (const kernels of [wasm, plain]) {
      expect([...runLookup(kernels, lookup)]).toEqual([20.5, 11, -9.5, Number.NEGATIVE_INFINITY]);
      const considered = Uint8Array.of(1, 0, 1);
      expect([...runLookup(kernels, { ...lookup, considered })].slice(0, 2)).toEqual([-9.5, 11]);
      expect([...runLookup(kernels, { ...lookup, considered: new Uint8Array(3) })]).toEqual(
        new Array(4).fill(Number.NEGATIVE_INFINITY),
      );
    }
  });

  it('is maxSim where every row has a code of its own', () => {
    const r = random(80);
    for (let i = 0; i < 300; i++) {
      const { products, codeCount, weights, codes, ranges } = randomLookup(r, false);
      const scores = runLookup(wasm, { products, codeCount, weights, codes, ranges });
      scores.forEach((score, document) => {
        const rows = codes.subarray(ranges[2 * document]!, ranges[2 * document]! + ranges[2 * document + 1]!);
        const sum = weights.reduce(
          (total, weight, q) =>
            total + weight * Math.max(...Array.from(rows, (code) => products[code * weights.length + q]!)),
          0,
        );
        if (rows.length === 0) expect(score).toBe(Number.NEGATIVE_INFINITY);
        else expect(Math.abs(score - sum)).toBeLessThan(1e-4);
      });
    }
  });

  it('refuses codes that it has no products of, and blocks that are too small', () => {
    for (const kernels of [wasm, plain]) {
      expect(() => runLookup(kernels, { ...lookup, codeCount: 2 })).toThrow(
        /row 2 has the code 2: give codes below codeCount, 2/,
      );
      expect(() => runLookup(kernels, { ...lookup, codeCount: 4 })).toThrow(
        /products is a block of 192 bytes, 256/,
      );
      expect(() => runLookup(kernels, { ...lookup, ranges: Uint32Array.of(0, 9) })).toThrow(
        /codes is a block of 20 bytes, 36/,
      );
      expect(() => runLookup(kernels, { ...lookup, considered: Uint8Array.of(1) })).toThrow(
        /considered is a block of 1 bytes, 3/,
      );
      expect(() => runLookup(kernels, { ...lookup, weights: new Float32Array(8) })).toThrow(/stride is 8/);
    }
  });
});

describe('decodeResiduals', () => {
  it('adds to the centroid what the codes stand for, times the scale, lowest bits first, and 0 beyond the dimensions', () => {
    const centroids = new Float32Array(32).fill(10, 0, 16).fill(20, 16);
    const scales = Float32Array.of(0.5);
    const one = { centroids, scales, centroidIds: Uint32Array.of(1), firstRow: 0, stride: 16, dimensions: 5 };
    const zeros = new Array(11).fill(0);
    const check = (residuals: Residuals, values: number[]) => {
      expect([...runDecoding(wasm, residuals)]).toEqual([...values, ...zeros]);
      expect(runDecoding(plain, residuals)).toEqual(runDecoding(wasm, residuals));
    };
    const codes = Uint8Array.of(0b11_10_01_00, 0xff, 0xff, 0xff);
    check({ ...one, bits: 2, codes, table: Float32Array.of(-3, -1, 1, 3) }, [18.5, 19.5, 20.5, 21.5, 21.5]);
    check(
      { ...one, bits: 1, codes: Uint8Array.of(0b10110, 0), table: Float32Array.of(-1, 1) },
      [19.5, 20.5, 20.5, 19.5, 20.5],
    );
    const nibbles = Uint8Array.of(0x10, 0xf2, 0x08, 0, 0, 0, 0, 0);
    const table = Float32Array.from({ length: 16 }, (_, code) => code);
    check({ ...one, bits: 4, codes: nibbles, table }, [20, 20.5, 21, 27.5, 24]);
  });
});

describe.each(['wasm', 'plain'] as const)('%s kernels refuse', (implementation) => {
  it('documents that blocks do not hold', async () => {
    const kernels = await loadKernels({ implementation });
    const [query, weights, rows] = [kernels.allocate(128), kernels.allocate(8), kernels.allocate(640)];
    const [ranges, scores] = [kernels.allocate(16), kernels.allocate(8)];
    kernels.view(ranges, Uint32Array).set([2, 8, 900, 0]);
    const scan = { query, queryRows: 2, weights, rows, stride: 16, ranges, documentCount: 2, scores };
    kernels.maxSim(scan);
    expect(() => kernels.maxSim({ ...scan, queryRows: 3 })).toThrow(/query is a block of 128 bytes, 192/);
    expect(() => kernels.maxSim({ ...scan, weights: kernels.allocate(4) })).toThrow(
      /weights is a block of 4 bytes/,
    );
    expect(() => kernels.maxSim({ ...scan, documentCount: 3 })).toThrow(/ranges is a block of 16 bytes, 24/);
    expect(() => kernels.maxSim({ ...scan, scores: kernels.allocate(4) })).toThrow(
      /scores is a block of 4 bytes/,
    );
    expect(() => kernels.maxSim({ ...scan, stride: 8 })).toThrow(/stride is 8: give a multiple of 16/);
    expect(() => kernels.maxSim({ ...scan, queryRows: -1 })).toThrow(/queryRows is -1/);
    expect(() => kernels.maxSim({ ...scan, documentCount: 0.5 })).toThrow(/documentCount is 0.5/);
    const scales = kernels.allocate(36);
    expect(() => kernels.maxSimInt8({ ...scan, scales })).toThrow(
      /scales is a block of 36 bytes, 40 are needed/,
    );
    kernels.view(ranges, Uint32Array)[1] = 9;
    expect(() => kernels.maxSim(scan)).toThrow(/rows is a block of 640 bytes, 704 are needed/);
    kernels.view(ranges, Uint32Array)[0] = 2 ** 32 - 1;
    expect(() => kernels.maxSim(scan)).toThrow(RangeError);
  });

  it('residuals that blocks do not hold', async () => {
    const kernels = await loadKernels({ implementation });
    const [codes, centroidIds, centroids] = [kernels.allocate(8), kernels.allocate(8), kernels.allocate(64)];
    const [table, target] = [kernels.allocate(16), kernels.allocate(128)];
    const scales = kernels.allocate(8);
    const shape = { bits: 2, rowCount: 2, stride: 16, dimensions: 16 } as const;
    const decoding = { codes, scales, centroidIds, centroids, table, target, ...shape };
    kernels.decodeResiduals(decoding);
    const refused = (change: object, message: RegExp) =>
      expect(() => kernels.decodeResiduals({ ...decoding, ...change })).toThrow(message);
    refused({ bits: 3 }, /bits is 3: give 1, 2 or 4/);
    refused({ bits: 4 }, /codes is a block of 8 bytes, 16/);
    refused({ firstRow: 1 }, /codes is a block of 8 bytes, 12/);
    refused({ firstRow: -1 }, /firstRow is -1/);
    refused({ rowCount: 2.5 }, /rowCount is 2.5/);
    refused({ stride: 0 }, /stride is 0/);
    refused({ dimensions: 17 }, /dimensions is 17: give at most the stride, 16/);
    refused({ table: kernels.allocate(8) }, /table is a block of 8 bytes, 16/);
    refused({ scales: kernels.allocate(4) }, /scales is a block of 4 bytes, 8/);
    refused({ target: kernels.allocate(64) }, /target is a block of 64 bytes, 128/);
    kernels.view(centroidIds, Uint32Array)[1] = 1;
    refused({}, /centroids is a block of 64 bytes, 128/);
  });
});
