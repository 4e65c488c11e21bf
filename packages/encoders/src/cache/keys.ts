import { createHash } from 'node:crypto';

type Role = 'query' | 'document';

/** Long enough to meet every encoder's limit, in several scripts. */
const probe = `Reprise probes an encoder. 食後 прогулка مشي café 🙂 3.5% ${'one two three four five six seven '.repeat(100)}`;

/**
 * Keys of texts, 32 bytes as a latin1 string. Texts count as UTF-16, so that two that differ in an unpaired surrogate
 * alone have two keys. `encode` is asked once a role.
 */
export async function keysOf(
  of: { readonly name: string; readonly kinds: readonly string[]; readonly identity: string },
  encode: (text: string, role: Role) => Promise<Uint8Array>,
): Promise<(text: string, role: Role) => string> {
  const begun = new Map<Role, ReturnType<typeof createHash>>();
  for (const role of ['query', 'document'] as const) {
    const facts = JSON.stringify([of.name, of.kinds, of.identity, role]);
    const hash = createHash('sha256').update(facts).update('\0');
    begun.set(
      role,
      hash.update(
        createHash('sha256')
          .update(await encode(probe, role))
          .digest(),
      ),
    );
  }
  return (text, role) => begun.get(role)!.copy().update(text, 'utf16le').digest('binary');
}
