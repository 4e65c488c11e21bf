import { readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Container, openGeneration, type Section, saveGeneration } from './index.js';
import { bytesOf, format } from './testing/sample.js';
import { scratch } from './testing/scratch.js';

const folder = scratch();

const withContainer = async (sections: readonly Section[], use: (container: Container) => Promise<void>) => {
  const directory = folder();
  await saveGeneration(directory, format, (writer) => writer.write('data', sections));
  const generation = await openGeneration(directory, format);
  try {
    await use(await generation.open('data'));
  } finally {
    await generation.close();
  }
};

describe('a container file', () => {
  it('has the layout that the format describes', async () => {
    const directory = folder();
    await saveGeneration(directory, { format: 'f', version: 2 }, (writer) =>
      writer.write('data', [
        { name: 'ab', data: Uint8Array.of(1, 2, 3) },
        { name: 'c', data: Uint8Array.of(4) },
      ]),
    );
    const bytes = readFileSync(join(directory, 'gen-1', 'data'));
    const current = JSON.parse(readFileSync(join(directory, 'CURRENT'), 'utf8').split('\n')[0]!);
    // Header 96, sections 8 + 8, table 4 + (4+2+8+4) + (4+1+8+4) = 39, trailer 32.
    expect(bytes.length).toBe(183);
    expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89REPRISE');
    expect(bytes.readUInt32LE(8)).toBe(1);
    expect(bytes.readUInt32LE(12)).toBe(2);
    expect(bytes.subarray(16, 32).toString('hex')).toBe(current.id);
    expect(bytes.subarray(32, 92).toString('latin1')).toBe('f'.padEnd(60, '\0'));
    expect(bytes.readUInt32LE(92)).toBe(crc32(bytes.subarray(0, 92)));
    expect([...bytes.subarray(96, 112)]).toEqual([1, 2, 3, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]);
    const table = bytes.subarray(112, 151);
    expect(table.readUInt32LE(0)).toBe(2);
    expect(table.subarray(8, 10).toString('latin1')).toBe('ab');
    expect(table.readBigUInt64LE(10)).toBe(3n);
    expect(table.readUInt32LE(18)).toBe(crc32(Uint8Array.of(1, 2, 3)));
    const trailer = bytes.subarray(151);
    expect(trailer.readBigUInt64LE(0)).toBe(39n);
    expect(trailer.readBigUInt64LE(8)).toBe(183n);
    expect(trailer.readUInt32LE(16)).toBe(crc32(bytes.subarray(0, 96)));
    expect(trailer.readUInt32LE(20)).toBe(crc32(table));
    expect(trailer.readUInt32LE(24)).toBe(crc32(trailer.subarray(0, 24)));
    expect(trailer.subarray(28).toString('latin1')).toBe('END\n');
    expect(current.files).toEqual([
      { name: 'data', bytes: 183, id: current.id, checksum: trailer.readUInt32LE(24) },
    ]);
  });

  it('gives back sections of any size, written in pieces of any size', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(90_000), { maxLength: 4 }), { maxLength: 4 }),
        fc.boolean(),
        async (sizes, asynchronous) => {
          const pieces = sizes.map((lengths, i) => lengths.map((length, j) => bytesOf(10 * i + j, length)));
          const sections = pieces.map((data, i) => ({
            name: `s${i}`,
            data: asynchronous
              ? (async function* () {
                  yield* data;
                })()
              : data,
          }));
          await withContainer(sections, async (container) => {
            expect([...container.sections]).toEqual(
              pieces.map((data, i) => [`s${i}`, data.reduce((sum, piece) => sum + piece.length, 0)]),
            );
            for (const [i, data] of pieces.entries()) {
              const read = await container.read(`s${i}`);
              expect(Buffer.compare(read, Buffer.concat(data))).toBe(0);
              expect(read.byteOffset).toBe(0);
              expect(read.buffer.byteLength).toBe(read.length);
            }
            await container.verify();
          });
        },
      ),
      { numRuns: 100 },
    ));

  it('gives back any range of a section, in a buffer of its own or piece by piece', async () => {
    const data = bytesOf(3, 300_001);
    await withContainer(
      [
        { name: 'before', data: bytesOf(1, 3) },
        { name: 'data', data },
      ],
      async (container) => {
        const ranges = fc
          .tuple(fc.nat(data.length), fc.nat(data.length))
          .map(([a, b]) => [Math.min(a, b), Math.abs(a - b)]);
        const chunk = 65536;
        await fc.assert(
          fc.asyncProperty(ranges, async ([offset, length]) => {
            const read = await container.readRange('data', offset!, length!);
            expect(Buffer.compare(read, data.subarray(offset!, offset! + length!))).toBe(0);
            expect(read.byteOffset).toBe(0);
            expect(read.buffer.byteLength).toBe(length);
            const visited = Buffer.alloc(length!);
            let next = 0;
            await container.visit('data', offset!, length!, (bytes, at) => {
              expect(at).toBe(next);
              visited.set(bytes, at);
              next += bytes.length;
            });
            expect(next).toBe(length);
            expect(visited.equals(read)).toBe(true);
          }),
          {
            numRuns: 300,
            examples: [
              [[0, 0]],
              [[data.length, 0]],
              [[chunk, chunk]],
              [[chunk - 1, 2]],
              [[4 * chunk, 300_001 - 4 * chunk]],
            ],
          },
        );
      },
    );
  });

  it('visits sections piece by piece in memory that it uses again, several at a time in memories of their own', async () => {
    const data = bytesOf(7, 1_000_000);
    await withContainer([{ name: 'data', data }], async (container) => {
      const buffers = new Set<ArrayBufferLike>();
      const visit = async (): Promise<void> => {
        const own = new Set<ArrayBufferLike>();
        await container.visit('data', 0, data.length, (bytes, at) => {
          own.add(bytes.buffer);
          buffers.add(bytes.buffer);
          expect(Buffer.compare(bytes, data.subarray(at, at + bytes.length))).toBe(0);
        });
        expect(own.size).toBe(1);
      };
      await visit();
      await visit();
      expect(buffers.size).toBe(1);
      await Promise.all([visit(), visit(), visit()]);
      await visit();
      expect(buffers.size).toBe(3);
    });
  });

  it('gives memory back for the next visit when one fails', async () => {
    const data = bytesOf(7, 1000);
    await withContainer([{ name: 'data', data }], async (container) => {
      const failure = new Error('enough');
      let held: ArrayBufferLike | undefined;
      const stop = (bytes: Uint8Array): never => {
        held = bytes.buffer;
        throw failure;
      };
      await expect(container.visit('data', 0, 10, stop)).rejects.toBe(failure);
      await container.visit('data', 0, 10, (bytes) => expect(bytes.buffer).toBe(held));
    });
  });

  it('reads sections larger than one read at a time', async () => {
    const piece = bytesOf(5, 1 << 20);
    const pieces = Array.from({ length: 9 }, () => piece);
    await withContainer([{ name: 'large', data: pieces }], async (container) => {
      expect(Buffer.compare(await container.read('large'), Buffer.concat(pieces))).toBe(0);
      await container.verify();
    });
  });

  it('does not hold on to a piece whose buffer the caller fills anew', async () => {
    const buffer = new Uint8Array(1000);
    const reuse = function* (): Generator<Uint8Array> {
      for (let i = 0; i < 200; i++) yield buffer.fill(i);
    };
    await withContainer([{ name: 'data', data: reuse() }], async (container) => {
      const data = await container.read('data');
      expect(data.every((byte, i) => byte === Math.floor(i / 1000))).toBe(true);
    });
  });

  it.each([
    [-1, 1],
    [0, 11],
    [10, 1],
    [0.5, 1],
    [0, Number.NaN],
    [2, -1],
    [Number.MAX_SAFE_INTEGER, 1],
  ])('refuses the range %d+%d of a section of ten bytes', async (offset, length) => {
    await withContainer([{ name: 'ten', data: bytesOf(1, 10) }], async (container) => {
      await expect(container.readRange('ten', offset, length)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/stay within its 10 bytes/),
      });
      const visit = container.visit('ten', offset, length, () => expect.unreachable());
      await expect(visit).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    });
  });

  it('names a section or a file that an index should have and has not', async () => {
    await withContainer([{ name: 'ten', data: bytesOf(1, 10) }], async (container) => {
      const reads = [
        container.read('terms'),
        container.readRange('terms', 0, 1),
        container.visit('terms', 0, 1, () => expect.unreachable()),
      ];
      for (const read of reads) {
        await expect(read).rejects.toMatchObject({
          code: 'CORRUPT_FILE',
          details: { path: container.path, expected: 'one with terms', found: 'ten' },
        });
      }
    });
    await withContainer([], async (container) => {
      await expect(container.read('terms')).rejects.toMatchObject({ details: { found: 'empty' } });
    });
  });

  it('notices a file that is cut while it is open', async () => {
    await withContainer([{ name: 'data', data: bytesOf(1, 1000) }], async (container) => {
      truncateSync(container.path, 500);
      await expect(container.read('data')).rejects.toMatchObject({
        code: 'CORRUPT_FILE',
        details: { offset: 500, expected: 1096, found: 500 },
      });
      await expect(container.verify()).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
    });
  });

  it('can be closed twice and then reads no more', async () => {
    await withContainer([{ name: 'data', data: bytesOf(1, 1000) }], async (container) => {
      await container.close();
      await container.close();
      await expect(container.read('data')).rejects.toMatchObject({ code: 'IO_FAILED' });
    });
  });
});
