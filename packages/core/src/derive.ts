import type { DocumentSource, Encoder, Has, Kind } from '@reprise/spec';
import { checkCount, checkRepresentations } from './check-plugin.js';
import { fetchDocuments } from './fetch-documents.js';

/**
 * A source that makes what `encoder` writes on the fly from what `source` has; everything else is the
 * source's own. What both have comes from the encoder.
 */
export function derive<K extends Kind, Reads extends K, Writes extends Kind>(
  source: DocumentSource<K>,
  encoder: Encoder<Reads, Writes>,
): DocumentSource<K | Writes> {
  const made = new Set<Kind>(encoder.writes);
  return Object.freeze({
    spec: 'v1',
    name: `${source.name} + ${encoder.name}`,
    kinds: [...new Set([...source.kinds, ...encoder.writes])],
    fetch: async (ids, kinds, options = {}) => {
      const own = kinds.filter((kind): kind is K => !made.has(kind));
      const needed = kinds.length > own.length ? encoder.reads : [];
      const found = await fetchDocuments(source, ids, [...new Set<K>([...own, ...needed])], options);
      const documents = [...found];
      const derived =
        needed.length === 0
          ? []
          : await encoder.encode(
              documents.map(([, held]) => held),
              'document',
              options,
            );
      if (needed.length > 0) checkCount(encoder.name, derived, documents.length);
      return new Map(
        documents.map(([id, held], i) => {
          if (needed.length > 0) {
            checkRepresentations(encoder.name, derived[i], encoder.writes, 'document', id);
          }
          const all: Partial<Has<Kind>> = { ...held, ...derived[i] };
          return [id, Object.fromEntries(kinds.map((kind) => [kind, all[kind]])) as Has<K | Writes>];
        }),
      );
    },
  } satisfies DocumentSource<K | Writes>);
}
