import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesInMemory } from '../folder/model-files.js';
import { jsonBytes, rawSafetensors, safetensorsOf, tinyTensors } from '../testing/tiny-model.js';
import { openWeights } from './open-weights.js';
import { parseSafetensors } from './parse-safetensors.js';
import { toFloats } from './to-floats.js';

const floats = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
const entry = (shape: readonly unknown[], from: unknown, to: unknown, dtype = 'F32'): object => ({
  dtype,
  shape,
  data_offsets: [from, to],
});
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!RepriseError.isInstance(error)) throw error;
    return error.code;
  }
};

describe('parseSafetensors', () => {
  it('finds tensors by name, shape and bytes', () => {
    const file = rawSafetensors(
      { __metadata__: { format: 'pt' }, b: entry([1], 8, 12), a: entry([2, 1], 0, 8) },
      [floats(1, 2, 3)],
    );
    const tensors = parseSafetensors(file, 'w');
    expect([...tensors.keys()]).toEqual(['b', 'a']);
    expect([...toFloats(tensors.get('a')!, 'a', 'w')]).toEqual([1, 2]);
    expect(tensors.get('b')!.shape).toEqual([1]);
  });

  it.each([
    ['overlap', { a: entry([1], 0, 4), b: entry([1], 0, 4) }, 4],
    ['leave a hole', { a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12],
    ['end before the file does', { a: entry([1], 0, 4) }, 8],
    ['end behind the file', { a: entry([2], 0, 8) }, 4],
    ['do not fit their shape', { a: entry([3], 0, 8) }, 8],
    ['have a negative length', { a: entry([-1], 4, 0) }, 4],
    ['have a length with a fraction', { a: entry([0.5], 0, 2) }, 2],
    ['have offsets that are not numbers', { a: entry([1], '0', '4') }, 4],
    ['have a shape beyond all numbers', { a: entry([2 ** 52, 2 ** 52], 0, 4) }, 4],
    ['have an unknown type', { a: entry([1], 0, 4, 'F5') }, 4],
    ['are described by a list', { a: [] }, 0],
  ])('refuses tensors that %s', (_, header, size) => {
    const file = rawSafetensors(header, [new Uint8Array(size)]);
    expect(() => parseSafetensors(file, 'some/file')).toThrow(/some\/file/);
    expect(codeOf(() => parseSafetensors(file, 'some/file'))).toBe('CORRUPT_FILE');
  });

  it('refuses a header longer than the file, and one too large to be honest', () => {
    const long = rawSafetensors({}, []);
    new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);
    expect(codeOf(() => parseSafetensors(long, 'w'))).toBe('CORRUPT_FILE');
    const huge = new Uint8Array(66 * 2 ** 20);
    new DataView(huge.buffer).setBigUint64(0, BigInt(65 * 2 ** 20), true);
    expect(codeOf(() => parseSafetensors(huge, 'w'))).toBe('LIMIT_EXCEEDED');
  });

  it('refuses every truncation and any random bytes', () => {
    const whole = safetensorsOf(tinyTensors());
    for (let length = 0; length < whole.length; length += length < 300 ? 1 : 97) {
      expect(codeOf(() => parseSafetensors(whole.slice(0, length), 'w'))).toBe('CORRUPT_FILE');
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const code = codeOf(() => parseSafetensors(bytes, 'w'));
        // Two bytes of header, {}, and nothing behind it: the one file without tensors.
        expect([undefined, 'CORRUPT_FILE', 'LIMIT_EXCEEDED']).toContain(code);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('toFloats', () => {
  const stored = (type: string, words: readonly number[]) => ({
    type,
    shape: [words.length],
    bytes: new Uint8Array(Uint16Array.from(words).buffer),
  });

  it('widens half floats exactly: signs, subnormals, the largest and the smallest', () => {
    const words = [0x3c00, 0xc000, 0x0000, 0x8000, 0x7bff, 0x0400, 0x0001, 0x83ff, 0x3555];
    const expected = [1, -2, 0, -0, 65504, 2 ** -14, 2 ** -24, -1023 * 2 ** -24, 1365 * 2 ** -12];
    expect([...toFloats(stored('F16', words), 't', 'w')]).toEqual(expected);
  });

  it('widens bfloat16 exactly', () => {
    expect([...toFloats(stored('BF16', [0x3f80, 0xc000, 0x3eaa]), 't', 'w')]).toEqual([1, -2, 0.33203125]);
  });

  it('refuses NaN and infinity with their place, and types that are not floats', () => {
    for (const [type, word] of [
      ['F16', 0x7c00],
      ['F16', 0x7e01],
      ['BF16', 0x7f80],
      ['BF16', 0xffff],
    ] as const) {
      expect(() => toFloats(stored(type, [0, word]), 'layer', 'w')).toThrow(/layer of w.*at 1/);
    }
    expect(codeOf(() => toFloats(stored('I16', [1]), 't', 'w'))).toBe('UNSUPPORTED_FORMAT');
  });
});

describe('openWeights', () => {
  it('names a tensor that is missing or of another shape', async () => {
    const files = filesInMemory(new Map([['w', rawSafetensors({ a: entry([1], 0, 4) }, [floats(1)])]]));
    const weights = await openWeights(files, 'w');
    expect(() => weights.floats('b', [1])).toThrow(/b of w is missing.*should have 1/);
    expect(() => weights.floats('a', [2, 3])).toThrow(/a of w has the shape 1.*2×3/);
  });

  it.each(['../w.safetensors', '/etc/passwd', 'C:\\w', 'a//b', ''])(
    'refuses a shard outside of the folder: %j',
    async (path) => {
      const files = filesInMemory(new Map([['i.json', jsonBytes({ weight_map: { a: path } })]]));
      await expect(openWeights(files, 'i.json')).rejects.toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
    },
  );
});
