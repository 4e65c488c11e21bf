import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Manifest,
  openGeneration,
  readManifest,
  type Section,
  saveGeneration,
  writeManifest,
} from './index.js';
import { format } from './testing/sample.js';
import { scratch } from './testing/scratch.js';

const folder = scratch();
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const save = async (manifest: Manifest, segmentFiles: readonly string[]): Promise<string> => {
  const directory = folder();
  await saveGeneration(directory, format, async (writer) => {
    for (const file of segmentFiles) await writer.write(file, []);
    await writeManifest(writer, manifest);
  });
  return directory;
};

const read = async (directory: string): Promise<Manifest> => {
  const generation = await openGeneration(directory, format);
  try {
    return await readManifest(generation);
  } finally {
    await generation.close();
  }
};

const segment = (file: string, documents: number, tombstones: readonly number[] = []) => ({
  file,
  documents,
  tombstones: Uint32Array.from(tombstones),
});

describe('a manifest', () => {
  it('gives back segments, tombstones and properties', async () => {
    const manifest = {
      segments: [
        segment('segment-1', 3, [0, 2]),
        segment('segment-2', 2 ** 32, [2 ** 32 - 1]),
        segment('s3', 0),
      ],
      properties: { analyzer: 'english', k1: 0.9, nested: { list: [1, null, true] } },
    };
    expect(await read(await save(manifest, ['segment-1', 'segment-2', 's3']))).toEqual(manifest);
    const none = { segments: [], properties: {} };
    expect(await read(await save(none, []))).toEqual(none);
  });

  it('takes tombstones that are a view of a larger buffer', async () => {
    const tombstones = Uint32Array.of(9, 9, 1, 2, 9).subarray(2, 4);
    const manifest = { segments: [{ file: 'a', documents: 5, tombstones }], properties: {} };
    expect((await read(await save(manifest, ['a']))).segments[0]!.tombstones).toEqual(Uint32Array.of(1, 2));
  });

  it('gives back any JSON properties, whatever their names', () =>
    fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (properties) => {
        const { properties: found } = await read(await save({ segments: [], properties }, []));
        expect(JSON.stringify(found)).toBe(JSON.stringify(properties));
      }),
    ));

  it.each<[string, Manifest, RegExp]>([
    ['a path', { segments: [segment('../a', 1)], properties: {} }, /segment file "\.\.\/a"/],
    ['its own file', { segments: [segment('manifest', 1)], properties: {} }, /segment file "manifest"/],
    ['a file twice', { segments: [segment('a', 1), segment('a', 1)], properties: {} }, /segment file "a"/],
    ['half a document', { segments: [segment('a', 0.5)], properties: {} }, /0\.5 documents in segment a/],
    ['too many documents', { segments: [segment('a', 2 ** 33)], properties: {} }, /documents in segment a/],
    [
      'a tombstone of no document',
      { segments: [segment('a', 3, [3])], properties: {} },
      /tombstone 3 of segment a/,
    ],
    [
      'tombstones out of order',
      { segments: [segment('a', 9, [2, 1])], properties: {} },
      /tombstone 1 of segment a/,
    ],
    [
      'a tombstone twice',
      { segments: [segment('a', 9, [2, 2])], properties: {} },
      /tombstone 2 of segment a/,
    ],
    ['no number', { segments: [], properties: { k1: Number.NaN } }, /properties\.k1 is NaN/],
    ['undefined', { segments: [], properties: { a: { b: undefined } } }, /properties\.a\.b is undefined/],
    ['a function', { segments: [], properties: { a: [() => 1] } }, /properties\.a\.0 is/],
    ['a map', { segments: [], properties: { a: new Map() } }, /properties\.a is no plain object/],
    ['a list of properties', { segments: [], properties: [] as never }, /properties: give an object/],
  ])('with %s is not written', async (_, manifest, message) => {
    await expect(save(manifest, ['a'])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, string, readonly number[]]>([
    ['no JSON', '{"segments":', []],
    ['no object', 'null', []],
    ['no segments', '{"properties":{}}', []],
    ['no properties', '{"segments":[]}', []],
    ['a segment that is nothing', '{"segments":[null],"properties":{}}', []],
    [
      'more tombstones than there are',
      '{"segments":[{"file":"a","documents":9,"tombstones":2}],"properties":{}}',
      [1],
    ],
    [
      'fewer tombstones than there are',
      '{"segments":[{"file":"a","documents":9,"tombstones":0}],"properties":{}}',
      [1],
    ],
    [
      'tombstones below nothing',
      '{"segments":[{"file":"a","documents":9,"tombstones":-1}],"properties":{}}',
      [],
    ],
    [
      'tombstones out of order',
      '{"segments":[{"file":"a","documents":9,"tombstones":2}],"properties":{}}',
      [2, 1],
    ],
    [
      'a file that is not there',
      '{"segments":[{"file":"b","documents":9,"tombstones":0}],"properties":{}}',
      [],
    ],
    ['a file elsewhere', '{"segments":[{"file":"../a","documents":9,"tombstones":0}],"properties":{}}', []],
    ['no count of documents', '{"segments":[{"file":"a","tombstones":0}],"properties":{}}', []],
  ])('with %s is refused on reading', async (_, json, tombstones) => {
    const write = async (sections: readonly Section[]): Promise<string> => {
      const directory = folder();
      await saveGeneration(directory, format, async (writer) => {
        await writer.write('a', []);
        await writer.write('manifest', sections);
      });
      return directory;
    };
    const data = new Uint8Array(Uint32Array.from(tombstones).buffer);
    const directory = await write([
      { name: 'manifest', data: text(json) },
      { name: 'tombstones', data },
    ]);
    await expect(read(directory)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
    const uneven = await write([
      { name: 'manifest', data: text('{"segments":[],"properties":{}}') },
      { name: 'tombstones', data: Uint8Array.of(1, 2, 3) },
    ]);
    await expect(read(uneven)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('that is missing is told as a missing file', async () => {
    const directory = folder();
    await saveGeneration(directory, format, (writer) => writer.write('a', []));
    await expect(read(directory)).rejects.toMatchObject({
      code: 'CORRUPT_FILE',
      details: { found: 'missing' },
    });
  });
});
