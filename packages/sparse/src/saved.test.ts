import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RepriseError } from '@reprise/spec';
import { saveGeneration, writeManifest } from '@reprise/storage';
import { savedIndexConformance } from '@reprise/testkit';
import { build as bundle } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atire, buildSparse, openSparse, type SparseIndex, verifySparse } from './index.js';
import { StringTable } from './string-table.js';

const bag = (...terms: string[]): ReadonlyMap<string, number> => new Map(terms.map((term) => [term, 1]));
const documents = Array.from({ length: 30 }, (_, i) => ({
  id: `d${i}`,
  text: `Text ${i % 3} of document ${i}, thé №${i % 5} 😀 ${'word '.repeat(i % 4)}`,
}));
const queries = [
  { id: 'one', terms: bag('text', 'document', 'word', '7') },
  { id: 'other', terms: bag('thé', '😀', 'unknown') },
];

let root: string;
let index: SparseIndex;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-sparse-'));
  index = await buildSparse(documents);
});
afterAll(() => rm(root, { recursive: true }));

let folders = 0;
const folder = (): string => join(root, String(folders++));

async function saved(of = index): Promise<string> {
  const directory = folder();
  await of.save(directory);
  return directory;
}

/** All that an index answers. */
async function answers(of: SparseIndex): Promise<unknown> {
  const ids = documents.slice(0, of.size).map(({ id }) => id);
  const scored = await of.score(queries.map((query) => ({ query, ids })));
  const fetched = await of.fetch(ids, ['terms', 'text']);
  const known = [...fetched].map(([id, { terms, text }]) => [id, [...terms], text]);
  return [await of.search(queries, 20), scored, known, of.size, of.kinds, of.analyzer, of.name];
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
  options: { readonly signal?: AbortSignal } = {},
): Promise<unknown> {
  const opened = await openSparse(directory, options);
  try {
    return await answers(opened);
  } finally {
    await opened.close();
  }
}

describe('a saved index', () => {
  it('answers as the built one does', async () => {
    expect(await openAndAsk(await saved())).toEqual(await answers(index));
  });

  it('can be opened with another similarity, and saved again from its files', async () => {
    const opened = await openSparse(await saved(), { similarity: atire() });
    expect(opened.name).toBe('atire');
    const copy = folder();
    await opened.save(copy);
    await opened.close();
    expect(await openAndAsk(copy)).toEqual(await answers(index));
  });

  it('passes verification, which tells what it holds', async () => {
    expect(await verifySparse(await saved())).toEqual({
      documents: 30,
      terms: expect.any(Number),
      postings: expect.any(Number),
      tokens: index.statistics.tokens,
      analyzer: 'english',
      text: true,
      bytes: expect.any(Number),
    });
  });

  it('may be empty, or of terms alone', async () => {
    for (const all of [[], [{ id: 'a', terms: new Map([['x', 0.5]]) }]]) {
      const directory = folder();
      await (await buildSparse(all)).save(directory);
      expect(await verifySparse(directory)).toMatchObject({ documents: all.length, text: false });
      const opened = await openSparse(directory);
      expect(opened.size).toBe(all.length);
      expect((await opened.search([{ id: 'q', terms: bag('x') }], 5))[0]).toHaveLength(all.length);
      await opened.close();
    }
  });
});

describe('an index obeys every law of', () => {
  const few = documents.slice(0, 8);
  savedIndexConformance(
    {
      save: async (directory, { reversed = false, ...options }) => {
        await (await buildSparse(reversed ? few.toReversed() : few)).save(directory, options);
      },
      ask: openAndAsk,
      verify: verifySparse,
    },
    {
      killed: {
        script: async (path) => {
          const sources = (name: string): string =>
            fileURLToPath(new URL(`../../${name}/src/index.ts`, import.meta.url));
          await bundle({
            entryPoints: [fileURLToPath(new URL('./saving-loop.fixture.ts', import.meta.url))],
            outfile: path,
            bundle: true,
            platform: 'node',
            format: 'esm',
            alias: Object.fromEntries(
              ['spec', 'storage', 'text'].map((name) => [`@reprise/${name}`, sources(name)]),
            ),
          });
        },
        check: async (directory) => {
          expect(await verifySparse(directory)).toMatchObject({ documents: 300 });
          const opened = await openSparse(directory);
          const [hits] = await opened.search([{ id: 'q', terms: bag('even', 'odd') }], 300);
          await opened.close();
          expect(hits).toHaveLength(300);
          expect(new Set(hits!.map(({ id }) => id.split('-')[0])).size).toBe(1);
        },
      },
    },
  );
});

/** Files whose checksums hold and whose content does not: what only a faulty writer could make. */
describe('an index that contradicts itself', () => {
  const names = (...of: string[]): { bytes: Uint8Array; offsets: Uint32Array } => {
    const table = new StringTable();
    const order = Uint32Array.from(of, (name) => table.add(name));
    return table.strings(order);
  };
  const ids = names('a', 'b');
  const terms = names('x', 'y');
  /** Document a holds x twice and y once, b holds y three times. */
  const sound = {
    ids: ids.bytes,
    'id-offsets': ids.offsets,
    terms: terms.bytes,
    'term-offsets': terms.offsets,
    lengths: Float64Array.of(3, 3),
    frequencies: Float64Array.of(2, 4),
    'posting-offsets': Uint32Array.of(0, 1, 3),
    'posting-documents': Uint32Array.of(0, 0, 1),
    'posting-weights': Float32Array.of(2, 1, 3),
    'vector-offsets': Uint32Array.of(0, 2, 3),
    'vector-terms': Uint32Array.of(0, 1, 1),
    'vector-weights': Float32Array.of(2, 1, 3),
    'text-offsets': Float64Array.of(0, 2, 4),
    texts: Buffer.from('éab'),
  };
  const manifest = {
    segments: [{ file: 'segment-1', documents: 2, tombstones: new Uint32Array(0) }],
    properties: { analyzer: 'words', terms: 2, postings: 3, text: true },
  };

  async function write(
    changes: Partial<Record<keyof typeof sound, ArrayBufferView>>,
    other = manifest,
  ): Promise<string> {
    const directory = folder();
    await saveGeneration(directory, { format: 'reprise.sparse', version: 1 }, async (writer) => {
      const sections = Object.entries({ ...sound, ...changes }).map(
        ([name, { buffer, byteOffset, byteLength }]) => ({
          name,
          data: new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
        }),
      );
      for (const { file } of other.segments) await writer.write(file, sections);
      await writeManifest(writer, other);
    });
    return directory;
  }

  it('is not the sound one, which passes', async () => {
    expect(await verifySparse(await write({}))).toMatchObject({
      documents: 2,
      terms: 2,
      postings: 3,
      tokens: 6,
    });
  });

  it.each([
    ['ids out of order', { ids: Buffer.from('ba') }],
    ['an id twice', { ids: Buffer.from('aa') }],
    ['terms out of order', { terms: Buffer.from('yx') }],
    ['a third id', { ids: Buffer.from('abc'), 'id-offsets': Uint32Array.of(0, 1, 2, 3) }],
    ['a length too few', { lengths: Float64Array.of(3) }],
    ['half a length', { lengths: new Uint8Array(15) }],
    ['a wrong length', { lengths: Float64Array.of(3, 4) }],
    ['a wrong frequency', { frequencies: Float64Array.of(2, 5) }],
    ['offsets that fall', { 'posting-offsets': Uint32Array.of(0, 4, 3) }],
    ['offsets that do not begin at 0', { 'vector-offsets': Uint32Array.of(1, 2, 3) }],
    ['offsets that end early', { 'vector-offsets': Uint32Array.of(0, 1, 2) }],
    ['a term without postings', { 'posting-offsets': Uint32Array.of(0, 0, 3) }],
    ['a posting of no document', { 'posting-documents': Uint32Array.of(0, 0, 2) }],
    ['postings out of order', { 'posting-documents': Uint32Array.of(0, 1, 0) }],
    ['a document twice in a term', { 'posting-documents': Uint32Array.of(0, 1, 1) }],
    ['a weight of NaN', { 'posting-weights': Float32Array.of(2, 1, Number.NaN) }],
    ['an infinite weight', { 'posting-weights': Float32Array.of(2, 1, Number.POSITIVE_INFINITY) }],
    ['a weight of 0', { 'posting-weights': Float32Array.of(2, 0, 3) }],
    ['another weight in the term vector', { 'vector-weights': Float32Array.of(2, 1, 4) }],
    ['another term in the term vector', { 'vector-terms': Uint32Array.of(0, 1, 0) }],
    ['an entry of another document', { 'vector-offsets': Uint32Array.of(0, 1, 3) }],
    ['a text of broken UTF-8', { texts: Buffer.of(0xc3, 0xa9, 0x61, 0xff) }],
    ['a text that ends within a character', { texts: Buffer.of(0x61, 0x61, 0x61, 0xc3) }],
    ['texts cut within a character', { 'text-offsets': Float64Array.of(0, 1, 4) }],
    ['text offsets of NaN', { 'text-offsets': Float64Array.of(0, Number.NaN, 4) }],
  ])('is found by verification: %s', async (_, changes) => {
    const directory = await write(changes);
    expect(await codeOf(() => verifySparse(directory))).toBe('CORRUPT_FILE');
  });

  it.each([
    ['postings', { postings: 4 }],
    ['terms', { terms: 1 }],
    ['terms', { terms: 'many' }],
  ])('is refused when the manifest counts other %s', async (_, properties) => {
    const directory = await write(
      {},
      { ...manifest, properties: { ...manifest.properties, ...properties } as never },
    );
    expect(await codeOf(() => openSparse(directory))).toBe('CORRUPT_FILE');
  });

  it('of several segments, or with deleted documents, is refused by name', async () => {
    const [segment] = manifest.segments;
    const two = { ...manifest, segments: [segment!, { ...segment!, file: 'segment-2' }] };
    const deleted = { ...manifest, segments: [{ ...segment!, tombstones: Uint32Array.of(1) }] };
    for (const other of [two, deleted, { ...manifest, segments: [] }]) {
      const directory = await write({}, other);
      expect(await codeOf(() => openSparse(directory))).toBe('UNSUPPORTED_FORMAT');
    }
  });
});
