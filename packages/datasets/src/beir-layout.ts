import { readdir } from 'node:fs/promises';
import { fileError } from './file-error.js';

/** The names in a folder; refuses one that is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw fileError(folder, 'read', cause);
  }
}

/** `name` or `name.gz`, whichever is among `names`; the plain file where both are. */
export const plainOrPacked = (names: readonly string[], name: string): string | undefined =>
  [name, `${name}.gz`].find((candidate) => names.includes(candidate));

/** The corpus file of a folder in BEIR's layout; undefined where it has none. */
export async function findCorpus(folder: string): Promise<string | undefined> {
  return plainOrPacked(await namesIn(folder), 'corpus.jsonl');
}
