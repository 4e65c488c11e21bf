import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockStore } from './block-store.js';
import { type Block, loadKernels } from './index.js';

describe.each(['wasm', 'plain'] as const)('blocks (%s)', (implementation) => {
  it('are aligned, zero, apart from each other and keep their bytes as the memory grows', async () => {
    const kernels = await loadKernels({ implementation });
    const step = fc.record({
      bytes: fc.integer({ min: 0, max: 90_000 }),
      release: fc.option(fc.nat(), { freq: 2 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const live: { block: Block; mark: number }[] = [];
        const releaseAt = (index: number) => {
          const [{ block, mark }] = live.splice(index, 1) as [{ block: Block; mark: number }];
          expect(kernels.view(block, Uint8Array).every((byte) => byte === mark)).toBe(true);
          kernels.release(block);
        };
        steps.forEach(({ bytes, release }, i) => {
          const block = kernels.allocate(bytes);
          const view = kernels.view(block, Uint8Array);
          expect(view.byteOffset % 64).toBe(0);
          expect(view.length).toBe(bytes);
          expect(view.every((byte) => byte === 0)).toBe(true);
          view.fill(i + 1);
          live.push({ block, mark: i + 1 });
          if (release !== null) releaseAt(release % live.length);
        });
        while (live.length > 0) releaseAt(0);
      }),
      { numRuns: 60 },
    );
  });

  it('fit again where released ones were', async () => {
    const kernels = await loadKernels({ implementation, maximumBytes: 1 << 20 });
    for (let i = 0; i < 100; i++) {
      const blocks = [kernels.allocate(300_000), kernels.allocate(300_000), kernels.allocate(300_000)];
      for (const block of i % 2 ? blocks : blocks.reverse()) kernels.release(block);
    }
    expect(kernels.allocate(1_000_000).bytes).toBe(1_000_000);
  });

  it('are refused above the maximum, with the bytes asked for, and what was there stays', async () => {
    const kernels = await loadKernels({ implementation, maximumBytes: 1 << 20 });
    const block = kernels.allocate(1000);
    kernels.view(block, Uint8Array).fill(3);
    expect(() => kernels.allocate(1 << 20)).toThrow(RangeError);
    expect(() => kernels.allocate(1 << 20)).toThrow(/1048576 bytes does not fit: 3136 of at most 1048576/);
    expect(kernels.view(block, Uint8Array)[999]).toBe(3);
    expect(() => kernels.allocate(-1)).toThrow(/bytes is -1/);
    expect(() => kernels.allocate(0.5)).toThrow(/bytes is 0.5/);
  });

  it('are refused after release, and by other kernels', async () => {
    const kernels = await loadKernels({ implementation });
    const other = await loadKernels({ implementation });
    const block = kernels.allocate(64);
    expect(() => other.view(block, Uint8Array)).toThrow(/not a block of these kernels/);
    kernels.release(block);
    expect(() => kernels.view(block, Uint8Array)).toThrow(/was released/);
    expect(() => kernels.release(block)).toThrow(/was released/);
  });

  it('gather copies the rows asked for, in that order', async () => {
    const kernels = await loadKernels({ implementation });
    const rows = kernels.allocate(12);
    const target = kernels.allocate(9);
    kernels.view(rows, Uint8Array).set([0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32]);
    kernels.gather({ rows, rowBytes: 3, selected: Uint32Array.of(3, 0, 3), target });
    expect([...kernels.view(target, Uint8Array)]).toEqual([30, 31, 32, 0, 1, 2, 30, 31, 32]);
    kernels.gather({ rows, rowBytes: 3, selected: Uint32Array.of(), target });
    const four = Uint32Array.of(4);
    expect(() => kernels.gather({ rows, rowBytes: 3, selected: four, target })).toThrow(
      /rows is a block of 12 bytes, 15/,
    );
  });
});

it('blocks beyond 2 GiB are scanned like any other', async () => {
  const kernels = await loadKernels({ implementation: 'wasm' });
  kernels.allocate(2 ** 32 - 2 ** 20);
  const [rows, queries, scores] = [kernels.allocate(320), kernels.allocate(64), kernels.allocate(20)];
  kernels.view(rows, Float32Array).forEach((_, i, view) => {
    view[i] = Math.floor(i / 16);
  });
  kernels.view(queries, Float32Array).fill(0.5);
  kernels.dot({ queries, rows, rowCount: 5, stride: 16, scores });
  const selection = kernels.select(2);
  selection.offer({ scores, rowCount: 5 });
  expect(selection.take()).toEqual({ rows: Uint32Array.of(4, 3), scores: Float32Array.of(32, 24) });
  expect(() => kernels.allocate(2 ** 20)).toThrow(/1048576 bytes does not fit/);
});

it('memory that the system refuses is a RangeError with the bytes and the cause', () => {
  const cause = new Error('no pages left');
  const refusing = {
    buffer: () => new ArrayBuffer(0),
    grow: () => {
      throw cause;
    },
  };
  const allocate = () => blockStore(refusing, 2 ** 32).allocate(1000);
  expect(allocate).toThrow(expect.objectContaining({ name: 'RangeError', cause }));
  expect(allocate).toThrow(/no memory for 1088 bytes/);
});
