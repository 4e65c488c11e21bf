import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { headerBytes, trailerBytes } from './container-layout.js';
import { decodeCurrent, encodeCurrent } from './current-file.js';
import { openGeneration, saveGeneration, verifyGeneration } from './index.js';
import { type MemoryFiles, memoryFiles } from './testing/memory-files.js';
import { bytesOf, format, readSample, saveSample } from './testing/sample.js';
import { scratch } from './testing/scratch.js';

const folder = scratch();

/**
 * What the call failed with: a typed error that names the file and the place, or the test fails. `undefined`:
 * no failure. Without `expect`, as it runs a hundred thousand times.
 */
const typedFault = async (
  call: Promise<unknown>,
  path: string,
  what: string,
): Promise<string | undefined> => {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!RepriseError.isInstance(error)) throw new Error(`${what}: an untyped error`, { cause: error });
    const { code, details, message } = error;
    const placed =
      code === 'UNSUPPORTED_FORMAT' || (code === 'CORRUPT_FILE' && Number.isInteger(details.offset));
    const told = details.expected !== undefined && details.found !== undefined && message.includes(path);
    if (!placed || !told || details.path !== path)
      throw new Error(`${what}: not told where or what`, { cause: error });
    return code;
  }
};

const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
};

describe('damage to the small index', () => {
  let directory: string;
  let files: MemoryFiles;
  let paths: readonly string[];
  beforeAll(async () => {
    directory = folder();
    await saveSample(directory, 1);
    files = memoryFiles(directory);
    paths = [...files.contents.keys()];
  });
  const verify = () => verifyGeneration(directory, { ...format, files });
  /** Runs with other content in place of one file's. */
  const withContent = async <T>(path: string, content: Uint8Array, run: () => Promise<T>): Promise<T> => {
    const original = files.contents.get(path)!;
    files.contents.set(path, content);
    return run().finally(() => files.contents.set(path, original));
  };

  it('is the only thing that the checks find', async () => {
    expect(paths.map((path) => path.slice(directory.length + 1)).sort()).toEqual([
      'CURRENT',
      'gen-1/first',
      'gen-1/second',
    ]);
    await verify();
    expect(await readSample(directory, files)).toBe(1);
  });

  it('is found at every single bit of every file, and never gives a wrong answer', async () => {
    for (const path of paths) {
      const original = files.contents.get(path)!;
      for (let bit = 0; bit < 8 * original.length; bit++) {
        await withContent(path, flip(original, bit), async () => {
          const what = `bit ${bit} of ${path}`;
          if ((await typedFault(verify(), path, what)) === undefined) throw new Error(`${what} is not found`);
          // Flips of padding are no part of any answer; readSample itself refuses a wrong one.
          await typedFault(readSample(directory, files), path, what);
        });
      }
    }
  });

  it('is found on opening where it is in a header, a table or a trailer', async () => {
    for (const path of paths.filter((name) => !name.endsWith('CURRENT'))) {
      const original = files.contents.get(path)!;
      const tableLength = new DataView(
        original.buffer,
        original.byteOffset + original.length - trailerBytes,
      ).getUint32(0, true);
      const frame = 8 * (original.length - trailerBytes - tableLength);
      for (let bit = 0; bit < 8 * original.length; bit++) {
        if (bit >= 8 * headerBytes && bit < frame) continue;
        const what = `bit ${bit} of ${path}`;
        const fault = await withContent(path, flip(original, bit), () =>
          typedFault(openGeneration(directory, { ...format, files }), path, what),
        );
        if (fault === undefined) throw new Error(`${what} is not found`);
      }
    }
  });

  it('is placed at the byte that differs', async () => {
    const path = join(directory, 'gen-1', 'first');
    const original = files.contents.get(path)!;
    const found = async (byte: number): Promise<unknown> => {
      const broken = withContent(path, flip(original, 8 * byte), verify);
      return broken.then(
        () => undefined,
        (error: unknown) => (error as RepriseError).details,
      );
    };
    expect(await found(0)).toMatchObject({
      offset: 0,
      expected: '8952455052495345',
      found: '8852455052495345',
    });
    // Section odd lies at 96 and has 1501 bytes; three zeros follow.
    expect(await found(headerBytes + 1502)).toMatchObject({
      offset: headerBytes + 1502,
      expected: 0,
      found: 1,
    });
    expect(await found(headerBytes + 700)).toMatchObject({ offset: headerBytes });
  });

  it('by added bytes or by a missing file is found', async () => {
    for (const path of paths) {
      const original = files.contents.get(path)!;
      const longer = Buffer.concat([original, Uint8Array.of(0)]);
      expect(await withContent(path, longer, () => typedFault(verify(), path, path))).toBe('CORRUPT_FILE');
      const shifted = Buffer.concat([Uint8Array.of(0), original]);
      expect(await withContent(path, shifted, () => typedFault(verify(), path, path))).toBe('CORRUPT_FILE');
    }
    const path = join(directory, 'gen-1', 'second');
    const original = files.contents.get(path)!;
    files.contents.delete(path);
    expect(await typedFault(verify(), path, 'missing')).toBe('CORRUPT_FILE');
    files.contents.set(path, original);
  });

  it('by random bytes in place of a file, 2,000 times, is refused without reading more than there is', async () => {
    const before = process.memoryUsage();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.integer({ min: 0, max: 4000 }),
        fc.integer(),
        fc.integer({ min: 0, max: 200 }),
        async (path, length, seed, kept) => {
          // Some keep a true beginning, to come further.
          const original = files.contents.get(path)!;
          const content = Buffer.concat([original.subarray(0, kept), bytesOf(seed, length)]);
          fc.pre(Buffer.compare(content, original) !== 0);
          await withContent(path, content, async () => {
            const read = files.bytesRead();
            const limit = [...files.contents.values()].reduce((sum, { length: bytes }) => sum + 2 * bytes, 0);
            expect(await typedFault(verify(), path, 'random')).toBeDefined();
            expect(files.bytesRead() - read).toBeLessThanOrEqual(limit + 1000);
          });
        },
      ),
      { numRuns: 2000 },
    );
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * 2 ** 20);
  });

  it('by a table that lies, its checksums put right, gives a typed error or a readable file, 2,000 times', async () => {
    const path = join(directory, 'gen-1', 'first');
    const original = files.contents.get(path)!;
    const currentPath = join(directory, 'CURRENT');
    const current = decodeCurrent(files.contents.get(currentPath)!, currentPath);
    const trailerStart = original.length - trailerBytes;
    const tableLength = new DataView(original.buffer, original.byteOffset + trailerStart).getUint32(0, true);
    const tableStart = trailerStart - tableLength;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(tableLength + 7), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 6,
        }),
        async (changes) => {
          const content = Uint8Array.from(original);
          // Positions past the table change the table length and the file length of the trailer.
          for (const [position, value] of changes) content[tableStart + position] = value;
          const view = new DataView(content.buffer);
          const stated = view.getUint32(trailerStart, true);
          const table = content.subarray(Math.max(0, trailerStart - stated), trailerStart);
          view.setUint32(trailerStart + 20, crc32(table), true);
          const checksum = crc32(content.subarray(trailerStart, trailerStart + 24));
          view.setUint32(trailerStart + 24, checksum, true);
          const entries = current.files.map((file) => (file.name === 'first' ? { ...file, checksum } : file));
          await withContent(currentPath, encodeCurrent({ ...current, files: entries }), () =>
            withContent(path, content, () => typedFault(verify(), path, JSON.stringify(changes))),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('an index of 64 KiB', () => {
  let directory: string;
  let files: MemoryFiles;
  let path: string;
  const body = bytesOf(7, 65_300);
  const bodyStart = headerBytes;
  beforeAll(async () => {
    directory = folder();
    await saveGeneration(directory, format, (writer) =>
      writer.write('data', [
        { name: 'body', data: body },
        { name: 'tail', data: bytesOf(8, 5) },
      ]),
    );
    files = memoryFiles(directory);
    path = join(directory, 'gen-1', 'data');
  });

  it('cut at any byte is refused on opening', async () => {
    for (const name of ['CURRENT', join('gen-1', 'data')]) {
      const cut = join(directory, name);
      const original = files.contents.get(cut)!;
      for (let length = 0; length < original.length; length++) {
        files.contents.set(cut, original.subarray(0, length));
        const what = `${name} cut to ${length} bytes`;
        const fault = await typedFault(openGeneration(directory, { ...format, files }), cut, what);
        if (fault !== 'CORRUPT_FILE') throw new Error(`${what}: ${fault}`);
      }
      files.contents.set(cut, original);
    }
    expect(files.contents.get(path)!.length).toBeGreaterThan(65_400);
  });

  it('with any of 2,000 body bits flipped opens, but neither verifies nor answers wrongly', async () => {
    const original = files.contents.get(path)!;
    await fc.assert(
      fc.asyncProperty(fc.nat(8 * body.length - 1), async (bit) => {
        files.contents.set(path, flip(original, 8 * bodyStart + bit));
        const generation = await openGeneration(directory, { ...format, files });
        const container = await generation.open('data');
        const what = `bit ${bit}`;
        expect(await typedFault(container.verify(), path, what)).toBe('CORRUPT_FILE');
        expect(await typedFault(container.read('body'), path, what)).toBe('CORRUPT_FILE');
        expect(await typedFault(container.readRange('body', bit >> 3, 1), path, what)).toBe('CORRUPT_FILE');
        expect(await container.read('tail')).toEqual(bytesOf(8, 5));
      }),
      { numRuns: 2000 },
    );
    files.contents.set(path, original);
  });
});

describe('files that belong elsewhere', () => {
  const prepared = async () => {
    const directory = folder();
    await saveSample(directory, 1);
    const file = (name: string) => join(directory, 'gen-1', name);
    return { directory, file };
  };
  const verify = (directory: string) => verifyGeneration(directory, format);

  it('of another index of the same content are told by their generation', async () => {
    const [a, b] = [await prepared(), await prepared()];
    writeFileSync(a.file('first'), readFileSync(b.file('first')));
    await expect(verify(a.directory)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringMatching(/the id of the generation/),
      details: { path: a.file('first'), offset: 16 },
    });
  });

  it('of the same generation are told by their content', async () => {
    const { directory, file } = await prepared();
    renameSync(file('first'), file('x'));
    renameSync(file('second'), file('first'));
    renameSync(file('x'), file('second'));
    expect(await typedFault(verify(directory), file('first'), 'swapped')).toBe('CORRUPT_FILE');
  });

  it('of the same generation and length are told by their checksum', async () => {
    const directory = folder();
    await saveGeneration(directory, format, async (writer) => {
      for (const name of ['a', 'b'])
        await writer.write(name, [{ name: 'data', data: bytesOf(name.charCodeAt(0), 9) }]);
    });
    const path = (name: string) => join(directory, 'gen-1', name);
    writeFileSync(path('a'), readFileSync(path('b')));
    await expect(verify(directory)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringMatching(/the checksum of the trailer/),
      details: { path: path('a') },
    });
  });

  it('of another version or format are refused by name', async () => {
    const { directory } = await prepared();
    const path = join(directory, 'CURRENT');
    await expect(openGeneration(directory, { ...format, version: 4 })).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      details: { path, expected: 'reprise.test version 4', found: 'reprise.test version 3' },
    });
    await expect(openGeneration(directory, { ...format, format: 'reprise.other' })).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      details: { path, expected: 'reprise.other version 3', found: 'reprise.test version 3' },
    });
  });

  it('of another version are refused by name where CURRENT does not tell', async () => {
    const { directory, file } = await prepared();
    const other = folder();
    await saveGeneration(other, { ...format, version: 9 }, (writer) => writer.write('first', []));
    writeFileSync(file('first'), readFileSync(join(other, 'gen-1', 'first')));
    await expect(verify(directory)).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      details: { path: file('first'), expected: 'reprise.test version 3', found: 'reprise.test version 9' },
    });
  });

  it('of a later layout are refused by name', async () => {
    const { directory, file } = await prepared();
    const bytes = readFileSync(file('first'));
    bytes.writeUInt32LE(2, 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 92)), 92);
    writeFileSync(file('first'), bytes);
    await expect(verify(directory)).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      details: { path: file('first'), expected: 'file layout 1', found: 'file layout 2' },
    });
  });

  it('of other programs are told by their first bytes', async () => {
    const { directory, file } = await prepared();
    for (const content of ['', 'SQLite format 3\0', '{"a": 1}\n', 'PK\x03\x04'.padEnd(500)]) {
      writeFileSync(file('first'), content);
      expect(await typedFault(verify(directory), file('first'), content)).toBe('CORRUPT_FILE');
    }
  });

  it('that are missing, folders or not there at all are told as such', async () => {
    const { directory, file } = await prepared();
    rmSync(file('first'));
    await expect(verify(directory)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      details: { found: 'missing' },
    });
    mkdirSync(file('first'));
    await expect(verify(directory)).rejects.toMatchObject({
      code: expect.stringMatching(/^(CORRUPT_FILE|IO_FAILED)$/),
      details: { path: file('first') },
    });
    rmSync(join(directory, 'gen-1'), { recursive: true });
    await expect(verify(directory)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      details: { found: 'missing' },
    });
    for (const nowhere of [folder(), join(folder(), 'nowhere'), join(directory, 'CURRENT')]) {
      await expect(verify(nowhere)).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringMatching(/there is no index in .*: save one/),
        details: { path: nowhere },
      });
    }
  });
});
