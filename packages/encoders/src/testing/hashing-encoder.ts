import { createHash } from 'node:crypto';
import type { Encoder } from '@reprise/spec';

/** A vector of a text's SHA-256, the same whatever texts are beside it. `onCall` is told of the texts of each call. */
export function hashingEncoder(
  onCall: (texts: readonly string[]) => void | Promise<void>,
  name = 'hashing',
): Encoder<'text', 'vector'> {
  return {
    spec: 'v1',
    name,
    reads: ['text'],
    writes: ['vector'],
    encode: async (batch, role) => {
      await onCall(batch.map(({ text }) => text));
      return batch.map(({ text }) => {
        const bytes = createHash('sha256').update(name).update(role).update(text, 'utf16le').digest();
        return { vector: { space: name, data: Float32Array.from(bytes, (byte) => byte / 7 - 18) } };
      });
    },
  };
}
