import {
  type FileSystem,
  type FormatOptions,
  openGeneration,
  type SaveOptions,
  saveGeneration,
} from '../index.js';

export const format: FormatOptions = { format: 'reprise.test', version: 3 };

/** Bytes that follow from a number alone. */
export function bytesOf(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (Math.imul(seed, 2654435761) + 1) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** The small index of the tests: two files, a section that is empty, one that ends off the grid of 8. */
export async function saveSample(
  directory: string,
  seed: number,
  options: Omit<SaveOptions, 'format' | 'version'> = {},
): Promise<void> {
  await saveGeneration(directory, { ...format, ...options }, async (writer) => {
    await writer.write('first', [
      { name: 'empty', data: new Uint8Array(0) },
      { name: 'odd', data: bytesOf(seed, 1501) },
      { name: 'even', data: [bytesOf(seed + 1, 800), bytesOf(seed + 2, 800)] },
    ]);
    await writer.write('second', [{ name: 'seed', data: new Uint8Array(Uint32Array.of(seed).buffer) }]);
  });
}

/** Reads the whole index as a user does and tells which seed it was saved with. A wrong answer throws. */
export async function readSample(directory: string, files?: FileSystem): Promise<number> {
  const generation = await openGeneration(directory, files === undefined ? format : { ...format, files });
  try {
    const seed = new Uint32Array((await (await generation.open('second')).read('seed')).buffer)[0]!;
    const first = await generation.open('first');
    const odd = await first.read('odd');
    const even = await first.read('even');
    const expected = [bytesOf(seed, 1501), bytesOf(seed + 1, 800), bytesOf(seed + 2, 800)];
    if (
      Buffer.compare(odd, expected[0]!) !== 0 ||
      Buffer.compare(even, Buffer.concat(expected.slice(1))) !== 0
    ) {
      throw new Error(`a wrong answer: the content is not that of seed ${seed}`);
    }
    return seed;
  } finally {
    await generation.close();
  }
}
