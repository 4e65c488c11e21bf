import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantiseInt4 } from '@reprise/kernels';
import { RepriseError } from '@reprise/spec';
import { saveGeneration, writeManifest } from '@reprise/storage';
import { savedIndexConformance } from '@reprise/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFixture } from './bundle.test-support.js';
import { buildDense, type DenseIndex, openDense, type Precision, verifyDense } from './index.js';
import { randomDocuments } from './small.test-support.js';

const documents = randomDocuments(30, 5);
const queries = randomDocuments(2, 5, 9);
const precisions: readonly Precision[] = ['f32', 'f16', 'int8', 'int4', 'binary'];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-dense-'));
});
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
const folder = (): string => join(root, String(folders++));

async function saved(precision: Precision = 'int8'): Promise<string> {
  const directory = folder();
  await (await buildDense(documents, { precision, similarity: 'cosine' })).save(directory);
  return directory;
}

/** All that an index answers. */
async function answers(of: DenseIndex): Promise<unknown> {
  const ids = documents.map(({ id }) => id);
  const scored = await of.score(queries.map((query) => ({ query, ids })));
  const fetched = await of.fetch(ids, ['vector']);
  const { size, space, dimensions, similarity, precision } = of;
  return [await of.search(queries, 20), scored, [...fetched], size, space, dimensions, similarity, precision];
}

/** Runs `use` and answers with the code of the typed error that it ended with, if it did. */
async function codeOf(use: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await use();
  } catch (error) {
    if (RepriseError.isInstance(error)) return error.code;
    throw error;
  }
  return undefined;
}

async function openAndAsk(
  directory: string,
  options: { readonly vectors?: 'memory' | 'disk'; readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  const opened = await openDense(directory, options);
  try {
    return await answers(opened);
  } finally {
    await opened.close();
  }
}

describe('a saved index', () => {
  it.each(precisions)(
    'of %s answers as the built one does, with vectors in memory or on disk',
    async (precision) => {
      const built = await answers(await buildDense(documents, { precision, similarity: 'cosine' }));
      const directory = await saved(precision);
      expect(await openAndAsk(directory)).toEqual(built);
      expect(await openAndAsk(directory, { vectors: 'disk' })).toEqual(built);
      expect(await verifyDense(directory)).toEqual({
        documents: 30,
        dimensions: 5,
        space: 'by hand',
        similarity: 'cosine',
        precision,
        bytes: expect.any(Number),
      });
    },
  );

  it.each(precisions)('of %s may have more rows, unpadded, than are read at once', async (precision) => {
    const many = randomDocuments(2500, 37);
    const built = await buildDense(many, { precision, similarity: 'cosine' });
    const directory = folder();
    await built.save(directory);
    const ids = many.filter((_, i) => i % 3 > 0).map(({ id }) => id);
    const asked = randomDocuments(2, 37, 9);
    const answersOf = async (of: DenseIndex): Promise<unknown> => [
      await of.search(asked, 400),
      await of.score(asked.map((query) => ({ query, ids }))),
      [...(await of.fetch(ids, ['vector']))],
    ];
    for (const vectors of ['memory', 'disk'] as const) {
      const opened = await openDense(directory, { vectors });
      expect(await answersOf(opened)).toEqual(await answersOf(built));
      await opened.close();
    }
  });

  it('can be changed and saved again from its files', async () => {
    const opened = await openDense(await saved(), { vectors: 'disk' });
    const copy = folder();
    await opened.save(copy);
    await opened.delete(['d0']);
    await opened.save(copy, { replace: true });
    await opened.close();
    expect(await verifyDense(copy)).toMatchObject({ documents: 29 });
  });

  it.skipIf(process.platform !== 'linux')(
    'holds no file open in memory, and none after it was changed and closed',
    async () => {
      const directory = await saved();
      const openFiles = async (): Promise<number> => {
        const links = await Promise.all(
          (await readdir('/proc/self/fd')).map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')),
        );
        return links.filter((path) => path.startsWith(directory)).length;
      };
      const inMemory = await openDense(directory);
      expect(await openFiles()).toBe(0);
      await inMemory.close();
      const onDisk = await openDense(directory, { vectors: 'disk' });
      expect(await openFiles()).toBeGreaterThan(0);
      await onDisk.delete(['d0']);
      await onDisk.close();
      expect(await openFiles()).toBe(0);
    },
  );

  it('may be empty', async () => {
    const directory = folder();
    await (await buildDense([])).save(directory);
    expect(await verifyDense(directory)).toMatchObject({ documents: 0 });
    expect((await openDense(directory)).size).toBe(0);
  });
});

describe.each([
  ['int8', 'disk'],
  ['int4', 'memory'],
] as const)('an index of %s, with vectors in %s, obeys every law of', (precision, vectors) => {
  savedIndexConformance(
    {
      save: async (directory, { reversed = false, ...options }) => {
        const given = reversed ? documents.toReversed() : documents;
        await (await buildDense(given, { precision, similarity: 'cosine' })).save(directory, options);
      },
      ask: (directory, options) => openAndAsk(directory, { ...options, vectors }),
      verify: verifyDense,
    },
    {
      killed: {
        script: (path) => bundleFixture('./saving-loop.fixture.ts', path),
        check: async (directory) => {
          expect(await verifyDense(directory)).toMatchObject({ documents: 300 });
          const opened = await openDense(directory);
          const ids: string[] = [];
          for await (const { id } of opened.documents()) ids.push(id);
          await opened.close();
          expect(ids).toHaveLength(300);
          expect(ids.every((id) => id.startsWith(`${opened.space}-`))).toBe(true);
        },
      },
    },
  );
});

describe('an index that contradicts itself', () => {
  const sound = {
    ids: Buffer.from('ab'),
    'id-offsets': Uint32Array.of(0, 1, 2),
    vectors: Float32Array.of(1, 0, 0, 1),
    codes: Int8Array.from({ length: 32 }, (_, i) => (i === 0 || i === 17 ? 127 : 0)),
    scales: Float32Array.of(Math.fround(1 / 127), Math.fround(1 / 127)),
  };
  const properties = { space: 's', dimensions: 2, given: 2, similarity: 'cosine', precision: 'int8' };

  async function write(
    changes: Partial<Record<keyof typeof sound, ArrayBufferView>>,
    other: object = {},
    segments = 1,
  ): Promise<string> {
    const directory = folder();
    await saveGeneration(directory, { format: 'reprise.dense', version: 1 }, async (writer) => {
      const sections = Object.entries({ ...sound, ...changes }).map(
        ([name, { buffer, byteOffset, byteLength }]) => ({
          name,
          data: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
        }),
      );
      const all = Array.from({ length: segments }, (_, i) => ({
        file: `segment-${i + 1}`,
        documents: 2,
        tombstones: new Uint32Array(0),
      }));
      for (const { file } of all) await writer.write(file, sections);
      await writeManifest(writer, { segments: all, properties: { ...properties, ...other } });
    });
    return directory;
  }

  it('is not the sound one, which passes', async () => {
    expect(await verifyDense(await write({}))).toMatchObject({ documents: 2, space: 's' });
  });

  it.each([
    ['ids out of order', { ids: Buffer.from('ba') }],
    ['half an offset', { 'id-offsets': new Uint8Array(11) }],
    ['a vector too few', { vectors: Float32Array.of(1, 0) }],
    ['a number of NaN', { vectors: Float32Array.of(1, Number.NaN, 0, 1) }],
    ['a vector of another length', { vectors: Float32Array.of(1, 1, 0, 1) }],
    ['a code of another vector', { vectors: Float32Array.of(0, 1, 0, 1) }],
    ['a code too few', { codes: new Int8Array(16) }],
    ['a scale too few', { scales: Float32Array.of(1) }],
    ['a wrong scale', { scales: Float32Array.of(1, 1) }],
  ])('is found by verification: %s', async (_, changes) => {
    const directory = await write(changes);
    expect(await codeOf(() => verifyDense(directory))).toBe('CORRUPT_FILE');
  });

  it.each([
    ['codes', { codes: Uint8Array.from({ length: 16 }, (_, i) => (i === 0 ? 0xf8 : 0x88)) }],
    ['scales', { scales: Float32Array.of(1, 1) }],
  ])('is found by verification where %s of int4 are those of other vectors', async (_, changes) => {
    const codes = new Uint8Array(16);
    const vectors = [sound.vectors.subarray(0, 2), sound.vectors.subarray(2)];
    const scales = Float32Array.from(vectors, (vector, row) =>
      quantiseInt4(vector, codes.subarray(8 * row, 8 * (row + 1))),
    );
    const int4 = { precision: 'int4' };
    expect(await verifyDense(await write({ codes, scales }, int4))).toMatchObject({ precision: 'int4' });
    const directory = await write({ codes, scales, ...changes }, int4);
    expect(await codeOf(() => verifyDense(directory))).toBe('CORRUPT_FILE');
  });

  it.each([
    { space: 7 },
    { dimensions: -1 },
    { dimensions: 0, given: 0 },
    { dimensions: 1.5 },
    { given: 1 },
    { similarity: 'l2' },
    { precision: 'f64' },
    { dimensions: 3, given: 3 },
  ])('is refused for the properties %o', async (other) => {
    const directory = await write({}, other);
    expect(await codeOf(() => openDense(directory))).toBe('CORRUPT_FILE');
  });

  it('is not opened with vectors elsewhere', async () => {
    const directory = await write({});
    expect(await codeOf(() => openDense(directory, { vectors: 'tape' as 'disk' }))).toBe('INVALID_OPTION');
  });

  it('of several segments is refused by name', async () => {
    const directory = await write({}, {}, 2);
    expect(await codeOf(() => openDense(directory))).toBe('UNSUPPORTED_FORMAT');
  });
});
