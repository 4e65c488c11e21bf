import type { Has, RunOptions } from '@reprise/spec';
import type { EncodedEncoder } from './encoded.js';

/** Queries that are remembered: more than any set of judged ones has, and no more than a server has memory for. */
const usualMost = 10_000;

/**
 * The same encoder, which makes each query once: the pipelines of a command ask for the same ones again and again. Beyond
 * `most` the oldest are forgotten.
 */
export function rememberQueries<E extends EncodedEncoder>(encoder: E, most: number = usualMost): E {
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
    const answer = batch.map(({ text }) => made.get(text));
    for (const text of made.keys()) {
      if (made.size <= most) break;
      made.delete(text);
    }
    return answer;
  };
  return Object.freeze({ ...encoder, encode }) as unknown as E;
}
