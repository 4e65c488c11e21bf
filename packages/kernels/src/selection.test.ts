import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Kernels, loadKernels } from './index.js';
import { random } from './test-support.js';

interface Request {
  readonly scores: Float32Array;
  readonly k: number;
  readonly accept?: Uint8Array;
  /** Rows of each offer but the last. */
  readonly portion?: number;
}

function select(kernels: Kernels, { scores, k, accept, portion = scores.length || 1 }: Request) {
  const block = kernels.allocate(scores.byteLength);
  kernels.view(block, Float32Array).set(scores);
  const accepting = kernels.allocate(scores.length);
  if (accept) kernels.view(accepting, Uint8Array).set(accept);
  const selection = kernels.select(k);
  for (let first = 0; first < scores.length; first += portion) {
    const rowCount = Math.min(portion, scores.length - first);
    const place = { scores: block, firstScore: first, firstRow: first, rowCount };
    selection.offer(accept ? { ...place, accept: accepting } : place);
  }
  const { rows, scores: kept } = selection.take();
  selection.release();
  kernels.release(block);
  kernels.release(accepting);
  return { rows: [...rows], scores: [...kept] };
}

/** The definition: sort all, cut at k. */
function bySorting({ scores, k, accept }: Request) {
  const rows = [...scores.keys()].filter((row) => !Number.isNaN(scores[row]) && accept?.[row] !== 0);
  rows.sort((a, b) => (scores[a] === scores[b] ? a - b : scores[a]! > scores[b]! ? -1 : 1));
  return { rows: rows.slice(0, k), scores: rows.slice(0, k).map((row) => scores[row]! + 0) };
}

describe.each(['wasm', 'plain'] as const)('a selection (%s)', (implementation) => {
  it('gives the best k, best first, lower rows first among equals', async () => {
    const kernels = await loadKernels({ implementation });
    const scores = Float32Array.of(1, 3, -2, 3, 0, -0, 7);
    expect(select(kernels, { scores, k: 3 })).toEqual({ rows: [6, 1, 3], scores: [7, 3, 3] });
    expect(select(kernels, { scores, k: 9 }).rows).toEqual([6, 1, 3, 0, 4, 5, 2]);
    expect(select(kernels, { scores, k: 0 }).rows).toEqual([]);
  });

  it('passes over rows that are not accepted, and NaN', async () => {
    const kernels = await loadKernels({ implementation });
    const scores = Float32Array.of(1, 9, Number.NaN, 4, Number.NEGATIVE_INFINITY);
    const accept = Uint8Array.of(1, 0, 1, 255, 1);
    expect(select(kernels, { scores, k: 5, accept }).rows).toEqual([3, 0, 4]);
  });

  it('equals a sort, of any scores, filter, k and portions', async () => {
    const kernels = await loadKernels({ implementation });
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 80 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 200 }),
        // How many different scores there are: 1 ties them all.
        fc.constantFrom(1, 3, 50, 2 ** 32),
        (seed, count, k, filtered, portion, different) => {
          const r = random(seed);
          const score = () => (different === 2 ** 32 ? r.value() : (r.below(different) - 1) * 0.5);
          const scores = Float32Array.from({ length: count }, score);
          const request = { scores, k, portion };
          const accept = Uint8Array.from({ length: count }, () => r.below(3));
          const whole = filtered ? { ...request, accept } : request;
          expect(select(kernels, whole)).toEqual(bySorting(whole));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('equals a sort when the scores rise, so that every one is kept for a while', async () => {
    const kernels = await loadKernels({ implementation });
    const request = { scores: Float32Array.from({ length: 5000 }, (_, i) => i / 7), k: 100 };
    expect(select(kernels, request)).toEqual(bySorting(request));
  });

  it('refuses rows that come before others it was offered', async () => {
    const kernels = await loadKernels({ implementation });
    const scores = kernels.allocate(8);
    const selection = kernels.select(2);
    selection.offer({ scores, firstRow: 5, rowCount: 2 });
    expect(() => selection.offer({ scores, firstRow: 6, rowCount: 2 })).toThrow(
      /firstRow is 6, after rows up to 6/,
    );
    expect([...selection.take().rows]).toEqual([5, 6]);
    selection.offer({ scores, rowCount: 2 });
    expect([...selection.take().rows]).toEqual([0, 1]);
  });

  it('can be used again after it was taken, and not after it was released', async () => {
    const kernels = await loadKernels({ implementation });
    const scores = kernels.allocate(8);
    const selection = kernels.select(2);
    for (const best of [5, 3]) {
      kernels.view(scores, Float32Array).set([best, 1]);
      selection.offer({ scores, rowCount: 2 });
      expect([...selection.take().scores]).toEqual([best, 1]);
    }
    expect(() => selection.offer({ scores, rowCount: 3 })).toThrow(
      /scores is a block of 8 bytes, 12 are needed/,
    );
    expect(() => selection.offer({ scores, rowCount: 2, accept: kernels.allocate(1) })).toThrow(
      /accept is a block of 1/,
    );
    selection.release();
    expect(() => selection.offer({ scores, rowCount: 2 })).toThrow(/selection.*released/);
    expect(() => kernels.select(-1)).toThrow(/k is -1/);
  });
});
