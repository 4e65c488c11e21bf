import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareIds, RepriseError } from '@reprise/spec';
import { type Section, saveGeneration, writeManifest } from '@reprise/storage';
import { documentSourceConformance } from '@reprise/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFeatures, type FeatureStore, openFeatures, verifyFeatures } from '../index.js';
import { errorOf } from '../prompt.test-support.js';

const ids = ['b', 'a', '__proto__', 'constructor', '🙂', '\ue000', 'x'.repeat(1000)];
const documents = ids.map((id, i) => ({
  id,
  features: new Map(
    i === 1
      ? []
      : [['keywords', `word ${i}, 漢字`] as const, ...(i % 2 ? [['__proto__', 'p'] as const] : [])],
  ),
}));

let root: string;
let saved: string;
let store: FeatureStore;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-store-'));
  saved = folder();
  await buildFeatures(documents, saved, { maker: 'by hand' });
  store = await openFeatures(saved);
});
afterAll(async () => {
  await store.close();
  await rm(root, { recursive: true });
});

let folders = 0;
const folder = (): string => join(root, String(folders++));

async function copied(): Promise<string> {
  const copy = folder();
  await cp(saved, copy, { recursive: true });
  return copy;
}

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function codeOf(use: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await use();
  } catch (error) {
    if (RepriseError.isInstance(error)) return error.code;
    throw error;
  }
  return undefined;
}

async function readAll(directory: string): Promise<unknown> {
  const opened = await openFeatures(directory);
  try {
    return [...(await opened.fetch(ids, ['features']))].map(([id, { features }]) => ({ id, features }));
  } finally {
    await opened.close();
  }
}

describe('a feature store', () => {
  documentSourceConformance(() => store, ids, { runs: 30 });

  it('gives back what it was built of, and says what it holds', async () => {
    expect(await readAll(saved)).toEqual(documents);
    expect(store).toMatchObject({ size: 7, maker: 'by hand', features: ['__proto__', 'keywords'] });
    expect([store.has('a'), store.has('c'), store.has('\ud83d')]).toEqual([true, false, false]);
    const listed: string[] = [];
    for await (const { id } of store.documents()) listed.push(id);
    expect(listed).toEqual([...ids].sort(compareIds));
    expect(await verifyFeatures(saved)).toEqual({
      documents: 7,
      empty: 1,
      features: new Map([
        ['__proto__', 2],
        ['keywords', 6],
      ]),
      maker: 'by hand',
      bytes: expect.any(Number),
    });
  });

  it('of a part of a collection gives the others no features, where that is wanted', async () => {
    const part = await openFeatures(saved, { missing: 'empty' });
    expect([...(await part.fetch(['z', 'b'], ['features']))]).toEqual([
      ['z', { features: new Map() }],
      ['b', { features: documents[0]?.features }],
    ]);
    await part.close();
    expect(await errorOf(openFeatures(saved, { missing: 'none' as never }))).toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('may be empty', async () => {
    const directory = folder();
    await buildFeatures([], directory);
    expect(await verifyFeatures(directory)).toMatchObject({ documents: 0, empty: 0, maker: '' });
  });

  it('is replaced only where that is said, and a failing stream leaves it as it was', async () => {
    const directory = await copied();
    expect(await codeOf(() => buildFeatures(documents, directory))).toBe('ALREADY_EXISTS');
    const broken = (async function* () {
      yield* documents.slice(0, 2);
      throw new Error('the stream broke');
    })();
    expect((await errorOf(buildFeatures(broken, directory, { replace: true }))).message).toBe(
      'the stream broke',
    );
    const aborted = AbortSignal.abort('no');
    expect(await codeOf(() => buildFeatures(documents, directory, { replace: true, signal: aborted }))).toBe(
      'ABORTED',
    );
    expect(await readAll(directory)).toEqual(documents);
    await buildFeatures(documents.slice(0, 2), directory, { replace: true });
    expect(await verifyFeatures(directory)).toMatchObject({ documents: 2 });
  });

  it('refuses ids twice, ids that are none, and features that are none', async () => {
    const build = (...of: unknown[]) => codeOf(() => buildFeatures(of as never, folder()));
    const features = new Map<unknown, unknown>();
    expect(await build({ id: 'a', features }, { id: 'a', features })).toBe('DUPLICATE_ID');
    expect(await build({ id: '', features })).toBe('INVALID_ID');
    for (const bad of [{}, undefined, new Map([['a', 1]]), new Map([['a', '\ud800']])])
      expect(await build({ id: 'a', features: bad })).toBe('INVALID_INPUT');
    expect(await codeOf(() => buildFeatures([], folder(), { maker: 5 as never }))).toBe('INVALID_OPTION');
    expect(await codeOf(() => openFeatures(folder()))).toBe('NOT_FOUND');
    expect(await codeOf(() => openFeatures(saved, { signal: AbortSignal.abort() }))).toBe('ABORTED');
  });
});

describe('a damaged store', () => {
  it('cut at any byte is refused with a typed error', async () => {
    for (const path of (await filesOf(saved)).map((file) => file.slice(saved.length + 1))) {
      const { length } = await readFile(join(saved, path));
      const directory = await copied();
      for (let size = length - 1; size >= 0; size -= size > 200 && size < length - 200 ? 17 : 1) {
        await truncate(join(directory, path), size);
        expect(await codeOf(() => openFeatures(directory)), `${path} cut at ${size}`).toMatch(
          /CORRUPT_FILE|UNSUPPORTED_FORMAT/,
        );
      }
    }
  });

  it('with any bit turned is found by verify, and never read wrong', async () => {
    const directory = await copied();
    for (const path of await filesOf(directory)) {
      const bytes = await readFile(path);
      for (let i = 0; i < bytes.length; i += 3) {
        const turned = Buffer.from(bytes);
        turned[i]! ^= 1 << (i % 8);
        await writeFile(path, turned);
        expect(await codeOf(() => verifyFeatures(directory)), `${path} at ${i}`).toMatch(
          /CORRUPT_FILE|UNSUPPORTED_FORMAT|NOT_FOUND/,
        );
        const read = await readAll(directory).catch((error: RepriseError) => error.code);
        if (typeof read !== 'string') expect(read).toEqual(documents);
      }
      await writeFile(path, bytes);
    }
  });

  const bytesOf = (array: Uint32Array | Float64Array): Uint8Array => new Uint8Array(array.buffer);
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);

  async function written(
    change: Partial<Record<'ids' | 'id-offsets' | 'records' | 'record-offsets', Uint8Array>>,
    properties: Record<string, unknown> = {},
    counted = 2,
    version = 1,
  ): Promise<string> {
    const directory = folder();
    const sections: Record<string, Uint8Array> = {
      ids: text('ab'),
      'id-offsets': bytesOf(Uint32Array.of(0, 1, 2)),
      records: text('[][["k","v"]]'),
      'record-offsets': bytesOf(Float64Array.of(0, 2, 13)),
      ...change,
    };
    await saveGeneration(directory, { format: 'reprise.features', version }, async (writer) => {
      await writer.write(
        'segment-1',
        Object.entries(sections).map(([name, data]): Section => ({ name, data })),
      );
      await writeManifest(writer, {
        segments: [{ file: 'segment-1', documents: counted, tombstones: new Uint32Array(0) }],
        properties: { maker: '', features: ['k'], ...properties },
      });
    });
    return directory;
  }

  it('whose checksums hold and whose content contradicts itself is refused', async () => {
    expect(await codeOf(async () => verifyFeatures(await written({})))).toBeUndefined();
    const lies: Parameters<typeof written>[] = [
      [{ 'record-offsets': bytesOf(Float64Array.of(0, 2)) }],
      [{ 'record-offsets': bytesOf(Float64Array.of(0, 14, 13)) }],
      [{ 'record-offsets': bytesOf(Float64Array.of(0, 2, 12)) }],
      [{ 'record-offsets': bytesOf(Float64Array.of(1, 2, 13)) }],
      [{ 'record-offsets': bytesOf(Float64Array.of(0, Number.NaN, 13)) }],
      [{ 'record-offsets': bytesOf(Float64Array.of(0, 1.5, 13)) }],
      [{ 'record-offsets': text('odd') }],
      [{ 'id-offsets': bytesOf(Uint32Array.of(0, 2, 1)) }],
      [{ ids: text('ba') }],
      [{ records: text('[][["k", v]]'), 'record-offsets': bytesOf(Float64Array.of(0, 2, 12)) }],
      [{ records: text('[]{"k":"vv"}'), 'record-offsets': bytesOf(Float64Array.of(0, 2, 12)) }],
      [{ records: text('[][["k", 5]]'), 'record-offsets': bytesOf(Float64Array.of(0, 2, 12)) }],
      [{ records: text('[][["k"]]'), 'record-offsets': bytesOf(Float64Array.of(0, 2, 9)) }],
      [{ records: text('[][["k",""],["k",""]]'), 'record-offsets': bytesOf(Float64Array.of(0, 2, 21)) }],
      [{ records: Uint8Array.of(91, 93, 34, 255, 34), 'record-offsets': bytesOf(Float64Array.of(0, 2, 5)) }],
      [{}, { maker: 5 }],
      [{}, { features: 'k' }],
      [{}, { features: ['k', 'unused'] }],
      [{}, { features: [] }],
      [{}, {}, 3],
    ];
    for (const [i, lie] of lies.entries())
      expect(await codeOf(async () => verifyFeatures(await written(...lie))), `lie ${i}`).toBe(
        'CORRUPT_FILE',
      );
    expect(await codeOf(async () => openFeatures(await written({}, {}, 2, 2)))).toBe('UNSUPPORTED_FORMAT');
  });
});
