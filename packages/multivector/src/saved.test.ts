import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { saveGeneration, writeManifest } from '@reprise/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFixture } from './bundle.test-support.js';
import {
  buildMultivector,
  type MultivectorIndex,
  openMultivector,
  type Precision,
  verifyMultivector,
} from './index.js';
import { matrix, randomDocuments } from './small.test-support.js';

const documents = randomDocuments(30, 5);
const queries = randomDocuments(2, 5, { seed: 9 });
const precisions: readonly Precision[] = ['f32', 'f16', 'int8', 'residual1', 'residual2', 'residual4'];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-multivector-'));
});
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
const folder = (): string => join(root, String(folders++));

async function saved(precision: Precision = 'residual2'): Promise<string> {
  const directory = folder();
  await (await buildMultivector(documents, { precision, centroids: 8 })).save(directory);
  return directory;
}

/** All that an index answers. */
async function answers(of: MultivectorIndex): Promise<unknown> {
  const ids = documents.map(({ id }) => id);
  const scored = await of.score(queries.map((query) => ({ query, ids })));
  const fetched = await of.fetch(ids, ['tokens']);
  const pruned = await of.with({ candidates: 'centroids', ndocs: 8 }).search(queries, 3);
  const tokens = await of.nearestTokens(queries[0]!.tokens.data, 4);
  const frequencies = Array.from({ length: 20 }, (_, token) => [
    of.documentFrequency(token),
    of.collectionFrequency(token),
    of.label(token),
  ]);
  const { size, space, dimensions, precision, occurrences } = of;
  return [
    await of.search(queries, 20),
    pruned,
    scored,
    [...fetched],
    tokens,
    frequencies,
    { size, space, dimensions, precision, occurrences },
  ];
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

const openAndAsk = async (directory: string): Promise<unknown> => answers(await openMultivector(directory));

/** The files of an index with `CURRENT`, as paths. */
async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('a saved index', () => {
  it.each(precisions)('of %s answers as the built one does', async (precision) => {
    const built = await buildMultivector(documents, { precision, centroids: 8 });
    const directory = await saved(precision);
    expect(await openAndAsk(directory)).toEqual(await answers(built));
    expect(await (await openMultivector(directory)).fingerprint()).toBe(await built.fingerprint());
    const summary = await verifyMultivector(directory);
    expect(summary).toEqual({
      documents: 30,
      rows: built.occurrences,
      dimensions: 5,
      space: 'by hand',
      precision,
      centroids: 8,
      bytes: expect.any(Number),
      bytesPerToken: expect.any(Number),
    });
    const files = await Promise.all((await filesOf(directory)).map((path) => readFile(path)));
    const current = 200;
    const bytes = files.reduce((sum, { length }) => sum + length, 0);
    expect(summary.bytes).toBeLessThanOrEqual(bytes);
    expect(summary.bytes).toBeGreaterThan(bytes - 2 * current - files.length * current);
    expect(summary.bytesPerToken).toBe(summary.bytes / summary.rows);
  });

  it('can be changed and saved again from its files', async () => {
    const opened = await openMultivector(await saved());
    const copy = folder();
    await opened.save(copy);
    await opened.delete(['d0']);
    await opened.add([
      {
        id: 'new',
        tokens: {
          ...documents[0]!.tokens,
          ids: documents[0]!.tokens.ids!.map(() => 70_000),
          labels: documents[0]!.tokens.labels!.map(() => 'rare'),
        },
      },
    ]);
    await opened.save(copy, { replace: true });
    expect(await verifyMultivector(copy)).toMatchObject({ documents: 30 });
    const again = await openMultivector(copy);
    expect([again.label(70_000), again.documentFrequency(70_000)]).toEqual(['rare', 1]);
    expect(await again.fingerprint()).toBe(await opened.fingerprint());
  });

  it.skipIf(process.platform !== 'linux')('holds no file open', async () => {
    const directory = await saved();
    await openMultivector(directory);
    const links = await Promise.all(
      (await readdir('/proc/self/fd')).map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')),
    );
    expect(links.filter((path) => path.startsWith(directory))).toEqual([]);
  });

  it.each(precisions)('of %s may be empty, and may have been emptied', async (precision) => {
    const directory = folder();
    await (await buildMultivector([], { precision })).save(directory);
    expect(await verifyMultivector(directory)).toMatchObject({ documents: 0, rows: 0, bytesPerToken: 0 });
    expect((await openMultivector(directory)).size).toBe(0);
    const opened = await openMultivector(await saved(precision));
    await opened.delete(documents.map(({ id }) => id));
    await opened.save(directory, { replace: true });
    expect(await verifyMultivector(directory)).toMatchObject({ documents: 0, dimensions: 5, centroids: 8 });
    const emptied = await openMultivector(directory);
    await emptied.add(documents);
    expect(await emptied.fingerprint()).toBe(
      await (await openMultivector(await saved(precision))).fingerprint(),
    );
  });

  it('gives way to another only with replace', async () => {
    const directory = await saved();
    const other = await buildMultivector(documents.slice(0, 1));
    expect(await codeOf(() => other.save(directory))).toBe('ALREADY_EXISTS');
    await other.save(directory, { replace: true });
    expect(await verifyMultivector(directory)).toMatchObject({ documents: 1 });
  });

  it.each(precisions)(
    'of %s is the same bytes whatever the order of the documents, but for the id of its generation',
    async (precision) => {
      const directory = folder();
      await (await buildMultivector(documents.toReversed(), { precision, centroids: 8 })).save(directory);
      const bytesOf = async (of: string): Promise<Buffer[]> =>
        Promise.all(
          (await filesOf(of))
            .filter((path) => !path.endsWith('CURRENT'))
            .sort()
            .map((path) => readFile(path)),
        );
      const [one, other] = await Promise.all([bytesOf(await saved(precision)), bytesOf(directory)]);
      one!.forEach((bytes, i) => {
        expect(other![i]!.length).toBe(bytes.length);
        // The id is 16 bytes of the header; header, table and trailer hold checksums of it.
        expect(bytes.filter((byte, at) => byte !== other![i]![at]).length).toBeLessThanOrEqual(16 + 3 * 8);
      });
    },
  );

  it('is not there after an aborted save, and is opened only while nobody aborts', async () => {
    const directory = folder();
    const signal = AbortSignal.abort();
    const index = await buildMultivector(documents);
    expect(await codeOf(() => index.save(directory, { signal }))).toBe('ABORTED');
    expect(await codeOf(() => openMultivector(directory))).toBe('NOT_FOUND');
    await index.save(directory);
    expect(await codeOf(() => openMultivector(directory, { signal }))).toBe('ABORTED');
    expect(await codeOf(() => verifyMultivector(directory, { signal }))).toBe('ABORTED');
  });
});

describe('a damaged index', () => {
  it('is refused at every length of every file', async () => {
    const directory = folder();
    await (await buildMultivector(documents.slice(0, 4), { precision: 'residual2' })).save(directory);
    for (const path of await filesOf(directory)) {
      const whole = await readFile(path);
      // Downwards, as a shorter file is then one cut away and nothing has to be written again.
      for (let length = whole.length - 1; length >= 0; length--) {
        await truncate(path, length);
        const code = await codeOf(() => openAndAsk(directory));
        expect(['CORRUPT_FILE', 'UNSUPPORTED_FORMAT'], `${path} cut to ${length}`).toContain(code);
      }
      await writeFile(path, whole);
    }
  });

  it('is found by verification for any flipped bit, and never answers wrongly', async () => {
    const directory = await saved();
    const right = await openAndAsk(directory);
    for (const path of await filesOf(directory)) {
      const whole = await readFile(path);
      const bits = whole.length * 8;
      const stride = Math.max(1, Math.floor(bits / 500) | 1);
      for (let bit = 0; bit < bits; bit += stride) {
        const damaged = Buffer.from(whole);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        await writeFile(path, damaged);
        expect(await codeOf(() => verifyMultivector(directory)), `${path}, bit ${bit}`).toMatch(
          /CORRUPT_FILE|UNSUPPORTED_FORMAT/,
        );
        let found: unknown;
        if ((await codeOf(async () => (found = await openAndAsk(directory)))) === undefined) {
          expect(found).toEqual(right);
        }
      }
      await writeFile(path, whole);
    }
  });
});

describe('an index that contradicts itself', () => {
  /** Two documents of two rows and of one, two dimensions padded to 16, in one cell of two centroids. */
  const sound = {
    ids: Buffer.from('ab'),
    'id-offsets': Uint32Array.of(0, 1, 2),
    'row-starts': Uint32Array.of(0, 2, 3),
    rows: Float32Array.from({ length: 48 }, (_, i) => ([0, 17, 32].includes(i) ? 1 : 0)),
    'centroid-ids': Uint16Array.of(0, 1, 0),
    centroids: Float32Array.of(1, 0, 0, 1),
    cells: Float32Array.of(0, 0),
    'cell-starts': Uint32Array.of(0, 2),
    tokens: Uint16Array.of(5, 6, 5),
    labels: Buffer.from('[[5,"five"],[6,"six"]]'),
  };
  const properties = {
    space: 's',
    dimensions: 2,
    centroids: 0,
    pool: 1,
    precision: 'f32',
    unit: true,
    tokenBits: 16,
  };

  async function write(
    changes: Record<string, ArrayBufferView>,
    other: object = {},
    segments = 1,
    version = 2,
  ): Promise<string> {
    const directory = folder();
    await saveGeneration(directory, { format: 'reprise.multivector', version }, async (writer) => {
      const sections = Object.entries<ArrayBufferView>({ ...sound, ...changes }).map(
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
    expect(await verifyMultivector(await write({}))).toMatchObject({ documents: 2, rows: 3, centroids: 2 });
    const index = await openMultivector(await write({}));
    const query = { id: 'q', tokens: { ...matrix([[0, 1]]), space: 's' } };
    expect(await index.search([query], 1)).toEqual([[{ id: 'a', score: 1 }]]);
    expect([index.label(6), index.collectionFrequency(5)]).toEqual(['six', 2]);
  });

  const residual = {
    precision: 'residual1',
    changes: { rows: new Uint8Array(6), scales: new Uint16Array(3).fill(0x2e66) },
  };

  it('may be one of residual codes', async () => {
    const directory = await write(residual.changes, { precision: 'residual1' });
    expect(await verifyMultivector(directory)).toMatchObject({ rows: 3 });
  });

  it.each<[string, Record<string, ArrayBufferView>, object?]>([
    ['ids out of order', { ids: Buffer.from('ba') }],
    ['half an offset', { 'id-offsets': new Uint8Array(11) }],
    ['a start too few', { 'row-starts': Uint32Array.of(0, 3) }],
    ['a first start above 0', { 'row-starts': Uint32Array.of(1, 2, 3) }],
    ['a document without rows', { 'row-starts': Uint32Array.of(0, 3, 3) }],
    ['a row too few', { rows: new Float32Array(32) }],
    ['a number of NaN', { rows: new Float32Array(48).fill(Number.NaN) }],
    ['a row of another length', { rows: new Float32Array(48) }],
    ['a centroid that is not there', { 'centroid-ids': Uint16Array.of(0, 2, 0) }],
    ['a centroid id too few', { 'centroid-ids': Uint16Array.of(0, 1) }],
    ['a centroid too few', { centroids: Float32Array.of(1, 0) }],
    ['a centroid of NaN', { centroids: Float32Array.of(1, 0, Number.NaN, 1) }],
    ['no cells', { 'cell-starts': new Uint32Array(0), centroids: new Float32Array(0) }],
    ['an empty cell', { 'cell-starts': Uint32Array.of(0, 0), centroids: new Float32Array(0) }],
    ['a cell too many', { cells: new Float32Array(4) }],
    ['a token too few', { tokens: Uint16Array.of(5, 6) }],
    ['labels that are no JSON', { labels: Buffer.from('[') }],
    ['labels that are no pairs', { labels: Buffer.from('[5]') }],
    ['labels that are no list', { labels: Buffer.from('{}') }],
    ['labels that do not ascend', { labels: Buffer.from('[[6,"six"],[5,"five"]]') }],
    ['a label of a token that does not occur', { labels: Buffer.from('[[7,"seven"]]') }],
    ['a scale too few', { ...residual.changes, scales: new Uint16Array(2) }, { precision: 'residual1' }],
    [
      'a half of infinity for a scale',
      { ...residual.changes, scales: new Uint16Array(3).fill(0x7c00) },
      { precision: 'residual1' },
    ],
    [
      'a scale of infinity',
      { rows: new Int8Array(48), scales: new Float32Array(3).fill(1 / 0) },
      { precision: 'int8' },
    ],
  ])('is found by verification: %s', async (_, changes, other) => {
    const directory = await write(changes, other);
    expect(await codeOf(() => verifyMultivector(directory))).toBe('CORRUPT_FILE');
  });

  it.each([
    { space: 7 },
    { dimensions: -1 },
    { dimensions: 1.5 },
    { dimensions: 3 },
    { centroids: -1 },
    { pool: 5 },
    { precision: 'f64' },
    { precision: 'f16' },
    { unit: 1 },
    { tokenBits: 8 },
    { tokenBits: 32 },
  ])('is refused for the properties %o', async (other) => {
    const directory = await write({}, other);
    expect(await codeOf(() => openMultivector(directory))).toBe('CORRUPT_FILE');
  });

  it('of the first version is refused by name', async () => {
    const directory = await write({}, {}, 1, 1);
    await expect(openMultivector(directory)).rejects.toMatchObject({
      code: 'UNSUPPORTED_FORMAT',
      details: { expected: 'reprise.multivector version 2', found: 'reprise.multivector version 1' },
    });
  });

  it('of several segments is refused by name', async () => {
    expect(await codeOf(async () => openMultivector(await write({}, {}, 2)))).toBe('UNSUPPORTED_FORMAT');
  });
});

describe('a process killed while it saves', () => {
  it('leaves one whole index, 25 times out of 25', async () => {
    const script = join(root, 'saving-loop.mjs');
    await bundleFixture('./saving-loop.fixture.ts', script);
    const directory = folder();
    for (let round = 0; round < 25; round++) {
      const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exit = once(child, 'exit');
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40));
      child.kill('SIGKILL');
      await exit;
      expect(await verifyMultivector(directory)).toMatchObject({ documents: 100, rows: 200 });
      const opened = await openMultivector(directory);
      for await (const { id } of opened.entries()) expect(id.startsWith(`${opened.space}-`)).toBe(true);
    }
  });
});
