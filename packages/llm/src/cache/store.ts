/**
 * One file a generation, named by its key: a line of JSON and the CRC-32 of that line. A file is written beside its
 * place and renamed into it, so writers of several processes may share a folder and a kill leaves nothing half.
 * What cannot be read for damage counts as not there.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { RepriseError } from '@reprise/spec';

const format = 'reprise.generation 1';

export interface Store {
  /** What was kept; undefined where nothing was, or it is damaged. */
  readonly read: (key: string) => Promise<unknown>;
  readonly write: (key: string, value: unknown) => Promise<void>;
  readonly damaged: () => number;
}

/** 64 hexadecimal digits for any facts. */
export const keyOf = (facts: unknown): string =>
  createHash('sha256')
    .update(`${format}\n${JSON.stringify(facts)}`)
    .digest('hex');

export async function openStore(directory: string): Promise<Store> {
  await attempt('make', directory, () => mkdir(directory, { recursive: true }));
  const made = new Set<string>();
  let damaged = 0;
  const placeOf = (key: string): readonly [folder: string, path: string] => {
    const folder = join(directory, key.slice(0, 2));
    return [folder, join(folder, `${key.slice(2)}.json`)];
  };
  return Object.freeze({
    read: async (key: string) => {
      const [, path] = placeOf(key);
      const bytes = await attempt('read', path, () => readFile(path).catch(missing));
      if (bytes === undefined) return undefined;
      const value = decode(key, bytes);
      if (value === undefined) damaged++;
      return value;
    },
    write: async (key: string, value: unknown) => {
      const [folder, path] = placeOf(key);
      await attempt('write', path, async () => {
        if (!made.has(folder)) await mkdir(folder, { recursive: true });
        made.add(folder);
        const beside = `${path}.${randomBytes(6).toString('hex')}.tmp`;
        try {
          await writeFile(beside, encode(key, value), { flag: 'wx' });
          await rename(beside, path);
        } catch (cause) {
          await unlink(beside).catch(() => undefined);
          throw cause;
        }
      });
    },
    damaged: () => damaged,
  });
}

function encode(key: string, value: unknown): string {
  const line = `${JSON.stringify({ format, key, value })}\n`;
  return `${line}crc32 ${crc32(line).toString(16).padStart(8, '0')}\n`;
}

/** The value, if these are the very bytes that were written under this key. */
function decode(key: string, bytes: Buffer): unknown {
  try {
    const parsed: unknown = JSON.parse(bytes.subarray(0, bytes.indexOf('\n')).toString());
    const { value } = parsed as { readonly value: unknown };
    return bytes.equals(Buffer.from(encode(key, value))) ? value : undefined;
  } catch {
    return undefined;
  }
}

function missing(error: unknown): undefined {
  if ((error as { readonly code?: string }).code === 'ENOENT') return undefined;
  throw error;
}

async function attempt<T>(operation: string, path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new RepriseError('IO_FAILED', `cannot ${operation} ${path}: ${(cause as Error).message}`, {
      details: { path, operation },
      cause,
    });
  }
}
