import type { Has, RunOptions } from '@reprise/spec';
import type { EncodedEncoder } from './encoded.js';

/** The same encoder, which makes each query once: the pipelines of a command ask for the same ones again and again. */
export function rememberQueries<E extends EncodedEncoder>(encoder: E): E {
  const made = new Map<string, object>();
  const encode = async (
    batch: readonly Has<'text'>[],
    role: 'query' | 'document',
    run?: RunOptions,
  ): Promise<readonly (object | undefined)[]> => {
    if (role !== 'query') return encoder.encode(batch, role, run);
    const missing = [...new Set(batch.map(({ text }) => text))].filter((text) => !made.has(text));
    if (missing.length > 0) {
      const fresh = await encoder.encode(
        missing.map((text) => ({ text })),
        role,
        run,
      );
      missing.forEach((text, i) => {
        made.set(text, fresh[i] as object);
      });
    }
    return batch.map(({ text }) => made.get(text));
  };
  return Object.freeze({ ...encoder, encode }) as unknown as E;
}
