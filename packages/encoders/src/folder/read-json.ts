import { RepriseError } from '@reprise/spec';
import type { ModelFiles } from './model-files.js';

/** Tokenizers of large vocabularies have 10 to 35 MB; nothing honest is larger. */
const largestJson = 64 * 2 ** 20;

export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON file of the folder, undefined where it is missing. `CORRUPT_FILE` for anything that is not JSON. */
export async function readJson(files: ModelFiles, path: string): Promise<unknown> {
  const bytes = await files.read(path);
  return bytes === undefined ? undefined : parseJson(bytes, path);
}

export async function readJsonObject(files: ModelFiles, path: string): Promise<JsonObject | undefined> {
  const value = await readJson(files, path);
  return value === undefined ? undefined : asObject(value, path);
}

export function parseJson(bytes: Uint8Array, path: string): unknown {
  if (bytes.length > largestJson) {
    throw new RepriseError(
      'LIMIT_EXCEEDED',
      `${path} has ${bytes.length} bytes and JSON of a model may have ${largestJson}: check the file`,
      { details: { path, size: bytes.length, limit: largestJson } },
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new RepriseError('CORRUPT_FILE', `${path} is not JSON: fetch the model again`, {
      details: { path },
      cause,
    });
  }
}

export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new RepriseError('CORRUPT_FILE', `${path} does not hold an object: fetch the model again`, {
    details: { path },
  });
}
