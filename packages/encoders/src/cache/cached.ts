import { type Has, optionError, RepriseError, type RunOptions, throwIfAborted } from '@reprise/spec';
import type { CachedEncoder, CacheOptions, TextEncoder } from './cached-encoder.js';
import type { CachedKind } from './record.js';

/**
 * An encoder that keeps on disk what it made of each text and never makes it again, also after the process was killed.
 * Node only; made for the documents of a collection, right for queries too.
 *
 * The key of a record is a SHA-256 of the encoder's name, `identity`, what the encoder makes of a fixed text, the role
 * and the text. So other weights or other settings under the same name find none of the old records. Each call writes to
 * a segment file of its process, so that several processes may share a folder: each sees what was there when it opened.
 * The folder is made when there is something to keep.
 *
 * Nothing is served whose checksum does not fit: it is made again. `PLUGIN_CONTRACT` where the encoder breaks its word,
 * `IO_FAILED` where the folder cannot be read or written.
 */
export async function cached<E extends TextEncoder>(
  encoder: E,
  directory: string,
  options: CacheOptions = {},
): Promise<CachedEncoder<E>> {
  const { identity = '' } = options;
  if (typeof identity !== 'string') throw optionError('identity', identity, 'a string');
  const { cachedKinds, readRecord, writeRecord } = await import('./record.js');
  const kinds = encoder.writes as readonly CachedKind[];
  if (!kinds.every((kind) => cachedKinds.includes(kind))) {
    throw new RepriseError(
      'INVALID_INPUT',
      `${encoder.name} writes ${encoder.writes.join(', ')}: only ${cachedKinds.join(', ')} are kept`,
      { details: { found: encoder.writes } },
    );
  }
  const { openStore } = await import('./store.js');
  const { keysOf } = await import('./keys.js');

  type Made = Awaited<ReturnType<E['encode']>>[number];
  const make = async (
    texts: readonly string[],
    role: 'query' | 'document',
    signal?: AbortSignal,
  ): Promise<readonly Made[]> => {
    const batch = texts.map((text) => ({ text }));
    const made = await encoder.encode(batch, role, signal === undefined ? {} : { signal });
    if (made.length === batch.length) return made;
    throw new RepriseError(
      'PLUGIN_CONTRACT',
      `${encoder.name} made ${made.length} of ${batch.length} texts: it has to answer each`,
      { details: { expected: batch.length, found: made.length } },
    );
  };
  const keys = await keysOf({ name: encoder.name, kinds, identity }, async (text, role) => {
    const [made] = await make([text], role);
    return writeRecord(made as Made, kinds);
  });
  const store = await openStore(directory);
  const counts = { found: 0, made: 0 };
  let closed = false;

  return Object.freeze({
    ...encoder,
    counts: () => ({ ...store.counts(), ...counts }),
    encode: async (
      batch: readonly Has<'text'>[],
      role: 'query' | 'document',
      { signal, onProgress, batchSize = 64 }: RunOptions = {},
    ) => {
      if (closed)
        throw new RepriseError('INVALID_INPUT', `the cache of ${encoder.name} is closed: open it again`);
      const wanted = batch.map(({ text }) => ({ text, key: keys(text, role) }));
      const known = new Map<string, Uint8Array>();
      const missing = new Map<string, string>();
      for (const { key, text } of wanted) {
        if (known.has(key) || missing.has(key)) continue;
        throwIfAborted(signal);
        const record = await store.read(key);
        if (record === undefined) missing.set(key, text);
        else known.set(key, record);
      }
      counts.found += known.size;
      const report = (): void =>
        onProgress?.({
          kind: 'progress',
          stage: encoder.name,
          done: known.size,
          total: known.size + missing.size,
          unit: role === 'query' ? 'queries' : 'documents',
        });
      report();
      while (missing.size > 0) {
        throwIfAborted(signal);
        const part = [...missing].slice(0, batchSize);
        const made = await make(
          part.map(([, text]) => text),
          role,
          signal,
        );
        const records = part.map(([key], i) => [key, writeRecord(made[i]!, kinds)] as const);
        await store.append(records);
        for (const [key, record] of records) {
          known.set(key, record);
          missing.delete(key);
        }
        counts.made += part.length;
        report();
      }
      return wanted.map(({ key }) => readRecord(known.get(key)!, kinds));
    },
    close: async () => {
      if (closed) return;
      closed = true;
      await store.close();
      await encoder.close?.();
    },
  } as const) as unknown as CachedEncoder<E>;
}
