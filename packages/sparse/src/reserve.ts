import { RepriseError } from '@reprise/spec';

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float32Array;

/** `array` if it holds `length` numbers, else a copy with room for at least twice as many as before. */
export function reserve<T extends Numbers>(array: T, length: number): T {
  if (length <= array.length) return array;
  // Offsets are stored as 32-bit numbers.
  if (length > 0xffffffff) {
    throw new RepriseError(
      'LIMIT_EXCEEDED',
      `${length} entries are too many for one index: split the collection`,
      {
        details: { found: length, expected: 0xffffffff },
      },
    );
  }
  const room = Math.min(Math.max(length, array.length * 2), 0xffffffff);
  const grown = new (array.constructor as new (length: number) => T)(room);
  grown.set(array);
  return grown;
}
