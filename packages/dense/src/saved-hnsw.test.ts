import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RepriseError } from '@reprise/spec';
import { openGeneration, readManifest, saveGeneration, writeManifest } from '@reprise/storage';
import { retrieverConformance, vectorQueries } from '@reprise/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDense, buildHnsw, openDense, openHnsw, verifyHnsw } from './index.js';
import { randomDocuments, space } from './small.test-support.js';

const documents = randomDocuments(400, 6);
const queries = randomDocuments(20, 6, 9);
const format = { format: 'reprise.hnsw', version: 1 };

let root: string;
let folders = 0;
const folder = (): string => join(root, String(folders++));
const temporary = process.env.TMPDIR;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-dense-'));
  // So that what is left there is seen.
  process.env.TMPDIR = await mkdtemp(join(root, 'temporary-'));
});
afterAll(async () => {
  try {
    expect(await readdir(process.env.TMPDIR as string)).toEqual([]);
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
    await rm(root, { recursive: true });
  }
});

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
  } catch (error) {
    if (RepriseError.isInstance(error)) return error.code;
    throw error;
  }
  return undefined;
}

async function saved() {
  const index = await buildDense(documents);
  const directory = folder();
  await (await buildHnsw(index, { connectivity: 4 })).save(directory);
  return { index, directory };
}

describe('a saved graph', () => {
  it.each([
    ['f32', 'dot'],
    ['f16', 'cosine'],
    ['int8', 'cosine'],
    ['binary', 'dot'],
    ['f32', 'euclidean'],
  ] as const)(
    'over %s by %s answers as the built one does, over the saved index too',
    async (precision, similarity) => {
      const index = await buildDense(documents, { precision, similarity });
      const built = await buildHnsw(index, { expansionSearch: 20 });
      const [vectors, links] = [folder(), folder()];
      await index.save(vectors);
      await built.save(links);
      const expected = await built.search(queries, 10);
      const opened = await openDense(vectors, { vectors: 'disk' });
      for (const over of [index, opened]) {
        const graph = await openHnsw(links, over);
        expect(graph.size).toBe(400);
        expect(await graph.search(queries, 10)).toEqual(expected);
        expect(await verifyHnsw(links, over)).toMatchObject({ documents: 400, connectivity: 16 });
      }
      const again = folder();
      await (await openHnsw(links, opened)).save(again);
      await opened.close();
      const read = (directory: string) =>
        openGeneration(directory, format).then(async (generation) => {
          const bytes = await (await generation.open('graph')).read('links');
          await generation.close();
          return bytes;
        });
      expect(await read(again)).toEqual(await read(links));
    },
  );

  it('looks at as many candidates as it was built with, or as are asked for', async () => {
    const index = await buildDense(documents);
    const directory = folder();
    const [few, many] = [{ expansionSearch: 1 }, { expansionSearch: 200 }];
    await (await buildHnsw(index, few)).save(directory);
    const [ofFew, ofMany] = [await buildHnsw(index, few), await buildHnsw(index, many)];
    const expected = await ofMany.search(queries, 10);
    expect(await ofFew.search(queries, 10)).not.toEqual(expected);
    expect(await (await openHnsw(directory, index)).search(queries, 10)).toEqual(
      await ofFew.search(queries, 10),
    );
    expect(await (await openHnsw(directory, index, many)).search(queries, 10)).toEqual(expected);
    expect(await codeOf(openHnsw(directory, index, { expansionSearch: 0 }))).toBe('INVALID_OPTION');
  });

  it('may be empty', async () => {
    for (const index of [await buildDense([]), await buildDense(documents)]) {
      await index.delete(index.size === 0 ? [] : documents.map(({ id }) => id));
      const directory = folder();
      await (await buildHnsw(index)).save(directory);
      expect(await (await openHnsw(directory, index)).search(queries, 3)).toEqual(queries.map(() => []));
    }
  });

  it('is refused over any other index', async () => {
    const { index, directory } = await saved();
    const changed = await buildDense(documents);
    await changed.add(
      documents.slice(1, 2).map(({ vector }) => ({ id: 'd0', vector })),
      { replace: true },
    );
    const renamed = documents.map(({ vector }, i) => ({ id: `e${i}`, vector }));
    const others = [
      changed,
      await buildDense(documents.slice(1)),
      await buildDense(renamed),
      await buildDense(documents, { similarity: 'cosine' }),
      await buildDense(documents, { dimensions: 3 }),
      await buildDense(documents.map(({ id, vector }) => ({ id, vector: { ...vector, space: 'other' } }))),
    ];
    for (const other of others) {
      await expect(openHnsw(directory, other)).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/is not of this index: give the index it was built of/),
      });
      expect(await codeOf(verifyHnsw(directory, other))).toBe('INVALID_INPUT');
    }
    await index.add(documents.slice(0, 1), { replace: true });
    expect((await openHnsw(directory, index)).size).toBe(400);
  });

  it('gives way only with replace, and neither an index nor nothing is taken for it', async () => {
    const { index, directory } = await saved();
    const graph = await openHnsw(directory, index);
    expect(await codeOf(graph.save(directory))).toBe('ALREADY_EXISTS');
    await graph.save(directory, { replace: true });
    const vectors = folder();
    await index.save(vectors);
    expect(await codeOf(openHnsw(vectors, index))).toBe('UNSUPPORTED_FORMAT');
    expect(await codeOf(openDense(directory))).toBe('UNSUPPORTED_FORMAT');
    expect(await codeOf(openHnsw(folder(), index))).toBe('NOT_FOUND');
    const signal = AbortSignal.abort();
    expect(await codeOf(graph.save(folder(), { signal }))).toBe('ABORTED');
    expect(await codeOf(openHnsw(directory, index, { signal }))).toBe('ABORTED');
    expect(await codeOf(verifyHnsw(directory, index, { signal }))).toBe('ABORTED');
  });

  it('needs room for a temporary file', async () => {
    const { index, directory } = await saved();
    const before = process.env.TMPDIR;
    process.env.TMPDIR = join(root, 'nowhere');
    try {
      await expect(openHnsw(directory, index)).rejects.toMatchObject({
        code: 'IO_FAILED',
        message: expect.stringMatching(/make room there/),
      });
    } finally {
      process.env.TMPDIR = before as string;
    }
  });
});

describe('a damaged graph', () => {
  it('is refused when it is cut, and found by verification for any flipped bit', async () => {
    const { index, directory } = await saved();
    const right = await (await openHnsw(directory, index)).search(queries, 10);
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((found) => found.isFile())) {
      const path = join(entry.parentPath, entry.name);
      const whole = await readFile(path);
      for (let i = 0; i < 100; i++) {
        await truncate(path, Math.floor((whole.length * i) / 100));
        expect(await codeOf(openHnsw(directory, index)), path).toMatch(/CORRUPT_FILE|UNSUPPORTED_FORMAT/);
        const damaged = Buffer.from(whole);
        damaged[Math.floor((whole.length * i) / 100)]! ^= 1 << (i & 7);
        await writeFile(path, damaged);
        expect(await codeOf(verifyHnsw(directory, index)), path).toMatch(/CORRUPT_FILE|UNSUPPORTED_FORMAT/);
        const opened = await openHnsw(directory, index).catch((error: unknown) => {
          expect(error).toMatchObject({
            code: expect.stringMatching(/CORRUPT_FILE|UNSUPPORTED_FORMAT|INVALID_INPUT/),
          });
        });
        if (opened) expect(await opened.search(queries, 10)).toEqual(right);
        await writeFile(path, whole);
      }
    }
  });

  /** Saves the graph again with other bytes or settings and right checksums. */
  async function forged(
    change: (links: DataView, bytes: Uint8Array) => Uint8Array | undefined,
    settings: object = {},
  ) {
    const { index, directory } = await saved();
    const generation = await openGeneration(directory, format);
    const bytes = await (await generation.open('graph')).read('links');
    const manifest = await readManifest(generation);
    await generation.close();
    const data = change(new DataView(bytes.buffer as ArrayBuffer), bytes) ?? bytes;
    await saveGeneration(directory, { ...format, replace: true }, async (writer) => {
      await writer.write('graph', [{ name: 'links', data }]);
      await writeManifest(writer, { ...manifest, properties: { ...manifest.properties, ...settings } });
    });
    return { index, directory };
  }

  const firstNode = 104 + 400 * 2;
  it.each<[string, (links: DataView, bytes: Uint8Array) => Uint8Array | undefined, string]>([
    ['cut short', (_, bytes) => bytes.subarray(0, bytes.length - 1), 'CORRUPT_FILE'],
    ['of nothing', () => new Uint8Array(0), 'CORRUPT_FILE'],
    ['longer', (_, bytes) => Buffer.concat([bytes, new Uint8Array(4)]), 'CORRUPT_FILE'],
    ['of another maker', (links) => void links.setUint8(0, 1), 'UNSUPPORTED_FORMAT'],
    ['of another version', (links) => void links.setUint16(7, 3, true), 'UNSUPPORTED_FORMAT'],
    ['of another metric', (links) => void links.setUint8(13, 101), 'CORRUPT_FILE'],
    ['of bytes', (links) => void links.setUint8(14, 23), 'CORRUPT_FILE'],
    ['of one document more', (links) => void links.setBigUint64(17, 401n, true), 'CORRUPT_FILE'],
    ['of deleted documents', (links) => void links.setBigUint64(25, 1n, true), 'CORRUPT_FILE'],
    ['of more dimensions', (links) => void links.setBigUint64(33, 7n, true), 'CORRUPT_FILE'],
    ['of one node more', (links) => void links.setBigUint64(64, 401n, true), 'CORRUPT_FILE'],
    ['of more links', (links) => void links.setBigUint64(72, 5n, true), 'CORRUPT_FILE'],
    ['of one layer more', (links) => void links.setBigUint64(88, 99n, true), 'CORRUPT_FILE'],
    ['entered nowhere', (links) => void links.setBigUint64(96, 400n, true), 'CORRUPT_FILE'],
    ['with a layer below 0', (links) => void links.setInt16(104 + 3 * 2, -1, true), 'CORRUPT_FILE'],
    ['with too many layers', (links) => void links.setInt16(104 + 3 * 2, 32767, true), 'CORRUPT_FILE'],
    ['with another key', (links) => void links.setBigUint64(firstNode, 1n, true), 'CORRUPT_FILE'],
    ['with too many links', (links) => void links.setUint32(firstNode + 10, 9, true), 'CORRUPT_FILE'],
    ['with a link to nowhere', (links) => void links.setUint32(firstNode + 14, 400, true), 'CORRUPT_FILE'],
  ])('whose checksums are right is refused before usearch sees it: %s', async (_, change, code) => {
    const { index, directory } = await forged(change);
    expect(await codeOf(openHnsw(directory, index))).toBe(code);
    expect(await codeOf(verifyHnsw(directory, index))).toBe(code);
  });

  it.each([{ connectivity: 0 }, { connectivity: 5 }, { expansionAdd: '200' }, { expansionSearch: 1e9 }])(
    'is refused for the settings %o',
    async (settings) => {
      const { index, directory } = await forged(() => undefined, settings);
      expect(await codeOf(openHnsw(directory, index))).toBe('CORRUPT_FILE');
    },
  );
});

describe('an opened graph is', () => {
  retrieverConformance(
    async () => {
      const { index, directory } = await saved();
      return openHnsw(directory, index);
    },
    vectorQueries({ space, dimensions: 6 }),
  );
});
