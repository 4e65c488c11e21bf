import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type FormatOptions, openGeneration, type SaveOptions, saveGeneration } from '../index.js';

export const format: FormatOptions = { format: 'reprise.test', version: 3 };

/** A fresh folder per call, all removed when the test file has run. */
export function scratch(): () => string {
  const root = mkdtempSync(join(tmpdir(), 'reprise-storage-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => mkdtempSync(join(root, 'index-'));
}

/** Path → content in hexadecimal of everything below a folder; folders end in a slash. */
export function snapshot(folder: string): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) entries[`${name}/`] = '';
    else entries[name] = readFileSync(path).toString('hex');
  }
  return entries;
}

/** Bytes that follow from a number alone. */
export function bytesOf(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = (seed * 2654435761 + 1) >>> 0;
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
    await writer.write('second', [{ name: 'seed', data: Uint8Array.of(seed) }]);
  });
}

/** Reads the whole index as a user does; which seed it was saved with. */
export async function readSample(directory: string): Promise<number> {
  const generation = await openGeneration(directory, format);
  try {
    const [seed] = await (await generation.open('second')).read('seed');
    const first = await generation.open('first');
    const odd = await first.read('odd');
    const even = await first.read('even');
    const expected = [bytesOf(seed!, 1501), bytesOf(seed! + 1, 800), bytesOf(seed! + 2, 800)];
    if (Buffer.compare(odd, expected[0]!) !== 0 || Buffer.compare(even, Buffer.concat(expected.slice(1))) !== 0) {
      throw new Error(`a wrong answer: the content is not that of seed ${seed}`);
    }
    return seed!;
  } finally {
    await generation.close();
  }
}
