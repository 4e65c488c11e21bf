import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyId, bytes, cases, collect, inFolder, refusal, shared, tabId, written } from '../test-support.js';
import { type ReadVectorsOptions, readVectors, type VectorFormat } from './read-vectors.js';
import { writeVectors } from './write-vectors.js';

const space = 'by hand';
const vector = (id: string, ...data: number[]): Document<'vector'> => ({
  id,
  vector: { space, data: Float32Array.from(data) },
});
const small = [vector('a', 1, -0.5), vector('b', 0, 3e38), vector('__proto__', -0, 1e-45)];

const read = (content: string | Uint8Array, options: Partial<ReadVectorsOptions>, size?: number) =>
  collect(readVectors(bytes(content, size), { space, ...options }));

/** A file of a format, and its ids. */
async function files(
  format: 'npy' | 'safetensors',
  documents: readonly Document<'vector'>[],
): Promise<[Buffer, Buffer]> {
  return inFolder(async (folder) => {
    const [path, ids] = [join(folder, `v.${format}`), join(folder, 'ids.txt')];
    await writeVectors(path, documents, { ids });
    return [readFileSync(path), readFileSync(ids)];
  });
}

const matrices = (id: fc.Arbitrary<string>): fc.Arbitrary<Document<'vector'>[]> =>
  fc.integer({ min: 1, max: 3 }).chain((dimensions) =>
    fc.array(
      fc.record({
        id,
        vector: fc
          .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
            minLength: dimensions,
            maxLength: dimensions,
          })
          .map((data) => ({ space, data: Float32Array.from(data) })),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  );

describe('vectors in files', () => {
  it.each(['npy', 'safetensors'] as const)(
    '%s gives back what was written, bit for bit, in pieces of any size',
    async (format) => {
      const [file, ids] = await files(format, small);
      for (const size of [1, 13, 1 << 20]) {
        const back = await read(file, { format, ids: bytes(ids) }, size);
        expect(back.map(({ id }) => id)).toEqual(small.map(({ id }) => id));
        back.forEach((document, i) => {
          expect([...document.vector.data].map((x) => (Object.is(x, -0) ? '-0' : x))).toEqual(
            [...small[i]!.vector.data].map((x) => (Object.is(x, -0) ? '-0' : x)),
          );
        });
      }
      expect((await read(file, { format })).map(({ id }) => id)).toEqual(['0', '1', '2']);
    },
  );

  it("jsonl gives back what was written, as Anserini's lines", async () => {
    const text = await written((target) => writeVectors(target, small, { format: 'jsonl' }));
    expect(text.split('\n')[0]).toBe('{"docid":"a","vector":[1,-0.5]}');
    expect(await read(text, { format: 'jsonl' })).toEqual(small);
    expect(await read('{"id":"x","vector":[1]}', { format: 'jsonl' })).toEqual([vector('x', 1)]);
  });

  it('any vectors come back, with any ids', { timeout: 60_000 }, () =>
    fc.assert(
      fc.asyncProperty(matrices(anyId.filter((id) => id.trim() === id)), async (documents) => {
        const text = await written((target) => writeVectors(target, documents, { format: 'jsonl' }));
        expect(await read(text, { format: 'jsonl' })).toEqual(documents);
      }),
      { numRuns: cases },
    ),
  );

  it.each(['npy', 'safetensors'] as const)('any vectors come back from %s', { timeout: 60_000 }, (format) =>
    fc.assert(
      fc.asyncProperty(matrices(tabId), async (documents) => {
        const [file, ids] = await files(format, documents);
        expect(await read(file, { format, ids: bytes(ids) })).toEqual(documents);
      }),
      { numRuns: 500 },
    ),
  );

  it('lies in 64 bytes and a matrix as numpy writes it', async () => {
    const [file] = await files('npy', [vector('a', 1, 2)]);
    expect(file.subarray(0, 10)).toEqual(Buffer.from([0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0]));
    expect(file.subarray(10, 127).toString().trimEnd()).toBe(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }",
    );
    expect(file.length).toBe(128 + 8);
  });

  it('reads half, brain and double precision', async () => {
    const header = (type: string, width: number) => {
      const text = JSON.stringify({ x: { dtype: type, shape: [1, 3], data_offsets: [0, 3 * width] } });
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.length));
      return Buffer.concat([length, Buffer.from(text)]);
    };
    const words = (...values: number[]) => Buffer.from(Uint16Array.from(values).buffer);
    const tensor = async (type: string, width: number, data: Buffer) => [
      ...(await read(Buffer.concat([header(type, width), data]), { format: 'safetensors' }))[0]!.vector.data,
    ];
    expect(await tensor('F16', 2, words(0x3c00, 0xc000, 0x0001))).toEqual([1, -2, Math.fround(2 ** -24)]);
    expect(await tensor('BF16', 2, words(0x3f80, 0xc000, 0x0000))).toEqual([1, -2, 0]);
    expect(await tensor('F64', 8, Buffer.from(Float64Array.of(0.1, -2, 0).buffer))).toEqual([
      Math.fround(0.1),
      -2,
      0,
    ]);
    await expect(tensor('F16', 2, words(0x7c00, 0, 0))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(tensor('I64', 8, Buffer.alloc(24))).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it('takes the tensor that was named', async () => {
    const text = JSON.stringify({
      __metadata__: { format: 'pt' },
      first: { dtype: 'F32', shape: [1, 1], data_offsets: [0, 4] },
      second: { dtype: 'F32', shape: [1, 1], data_offsets: [4, 8] },
    });
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    const file = Buffer.concat([length, Buffer.from(text), Buffer.from(Float32Array.of(1, 2).buffer)]);
    expect(await read(file, { format: 'safetensors', tensor: 'first' })).toEqual([vector('0', 1)]);
    expect(await read(file, { format: 'safetensors', tensor: 'second' })).toEqual([vector('0', 2)]);
    const error = await refusal(() => read(file, { format: 'safetensors' }));
    expect(error.message).toContain(
      'expected one tensor, or its name in the option tensor, found 2: "first, second"',
    );
    expect((await refusal(() => read(file, { format: 'safetensors', tensor: 'x' }))).message).toContain(
      'expected the tensor "x"',
    );
  });

  it.each(['npy', 'safetensors'] as const)(
    '%s: refuses a file that ends early or goes on, at every length',
    async (format) => {
      const [file] = await files(format, small);
      for (let length = 0; length < file.length; length++) {
        expect((await refusal(() => read(file.subarray(0, length), { format }))).code).toBe('CORRUPT_FILE');
      }
      expect(
        (await refusal(() => read(Buffer.concat([file, Buffer.from('x')]), { format }))).message,
      ).toContain('expected the end, found more bytes');
    },
  );

  it.each(['npy', 'safetensors'] as const)(
    '%s: never crashes on turned bits or arbitrary bytes',
    async (format) => {
      const [file] = await files(format, small);
      const attempt = async (content: Uint8Array): Promise<void> => {
        await read(content, { format }, 9).catch((error) =>
          expect(error).toMatchObject({ name: 'RepriseError' }),
        );
      };
      for (let bit = 0; bit < file.length * 8; bit++) {
        const damaged = Buffer.from(file);
        damaged[bit >> 3]! ^= 1 << (bit & 7);
        await attempt(damaged);
      }
      await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), attempt), { numRuns: cases });
    },
  );

  const npy = (header: string): Buffer =>
    Buffer.concat([Buffer.from([0x93, 78, 85, 77, 80, 89, 1, 0, header.length, 0]), Buffer.from(header)]);
  it.each([
    [
      "{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }",
      'numbers of type <f2, <f4, <f8, found "|O"',
    ],
    ["{'descr': '>f4', 'fortran_order': False, 'shape': (1, 1), }", 'found ">f4"'],
    [
      "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }",
      'rows one after another, found fortran_order True',
    ],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", 'found the shape (4)'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1, 0), }", 'found the shape (1, 0)'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1, 99999), }", 'found the shape (1, 99999)'],
  ])('refuses the npy header %s', async (header, expected) => {
    const error = await refusal(() => read(npy(header), { format: 'npy' }));
    expect(error.code).toBe('CORRUPT_FILE');
    expect(error.message).toContain(expected);
  });

  it('refuses options, lines and ids that do not fit, with value and remedy', async () => {
    const [file] = await files('npy', small);
    expect(await refusal(() => read(file, { format: 'npy', ids: bytes('a\nb\n') }))).toMatchObject({
      code: 'INVALID_INPUT',
      message: 'stream has 3 rows and 2 ids: give each row one',
    });
    expect((await refusal(() => read(file, { format: 'npy', ids: bytes('a\n\nb\n') }))).code).toBe(
      'PARSE_ERROR',
    );
    expect((await refusal(() => read(file, { format: 'pkl' as VectorFormat }))).message).toBe(
      'format is "pkl": give one of npy, safetensors, jsonl',
    );
    expect((await refusal(() => read(file, { space: '', format: 'npy' }))).code).toBe('INVALID_OPTION');
    expect((await refusal(() => collect(readVectors('x.pt', { space })))).code).toBe('UNSUPPORTED_FORMAT');
    const lines = (text: string) => refusal(() => read(text, { format: 'jsonl' }));
    expect(await lines('{"docid":"a","vector":[1]}\n{"docid":"b","vector":[1,2]}')).toMatchObject({
      code: 'DIMENSION_MISMATCH',
      message: 'stream:2: "b" has 2 dimensions and the first vector 1: encode all with one encoder',
    });
    expect((await lines('{"docid":"a","vector":[1e39]}')).code).toBe('INVALID_INPUT');
    for (const bad of [
      '{"docid":"a"}',
      '{"docid":"a","vector":[]}',
      '{"docid":"a","vector":["1"]}',
      '{"vector":[1]}',
    ]) {
      expect((await lines(bad)).code).toBe('PARSE_ERROR');
    }
    const write = (documents: Document<'vector'>[], format: VectorFormat = 'jsonl') =>
      refusal(() => written((target) => writeVectors(target, documents, { format })));
    expect((await write([vector('a', 1), vector('b', 1, 2)])).code).toBe('DIMENSION_MISMATCH');
    expect(
      (await write([vector('a', 1), { id: 'b', vector: { space: 'other', data: Float32Array.of(1) } }])).code,
    ).toBe('SPACE_MISMATCH');
    expect((await write([vector('a', Number.NaN)])).code).toBe('INVALID_INPUT');
    expect((await write([vector(' a', 1)])).code).toBe('INVALID_ID');
    expect((await write(small, 'npy')).message).toBe(
      'ids is undefined: give a file for the ids, which npy has no place for',
    );
  });

  it.skipIf(!shared.available)(`reads published vectors${shared.note}`, async () => {
    const folder = shared.path('models/all-mpnet-base-v2-vectors');
    const vectors = await collect(
      readVectors(join(folder, 'cranfield.docs.f16.npy'), {
        space: 'all-mpnet-base-v2',
        ids: join(folder, 'cranfield.docs.ids.txt'),
      }),
    );
    expect(vectors).toHaveLength(1400);
    for (const { vector } of vectors) {
      expect(vector.data).toHaveLength(768);
      expect(vector.data.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 2);
    }
  });
});
