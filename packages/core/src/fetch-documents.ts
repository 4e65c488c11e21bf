import { type DocumentSource, type Has, type Kind, RepriseError, type RunOptions } from '@reprise/spec';
import { checkRepresentations, contractError } from './check-plugin.js';

/** Fetches each id once and checks that all that was asked came back. */
export async function fetchDocuments<K extends Kind>(
  source: DocumentSource<K>,
  ids: readonly string[],
  kinds: readonly K[],
  options: RunOptions,
): Promise<ReadonlyMap<string, Has<K>>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0 || kinds.length === 0) {
    return new Map(wanted.map((id) => [id, {} as Has<K>]));
  }
  const found = await source.fetch(wanted, kinds, options);
  for (const id of wanted) {
    if (!found.has(id))
      throw contractError(source.name, `gave nothing for the document ${JSON.stringify(id)}`);
    checkRepresentations(source.name, found.get(id), kinds, 'document', id);
  }
  return found;
}

/** Refuses, where a pipeline is built, a source that lacks what a plugin must see. */
export function checkSupplies<K extends Kind>(
  source: DocumentSource<K>,
  kinds: readonly Kind[],
  plugin: string,
): void {
  const absent = kinds.find((kind) => !source.kinds.includes(kind));
  if (absent === undefined) return;
  throw new RepriseError(
    'INCOMPATIBLE_STAGES',
    `${plugin} must see the ${absent} of documents and ${source.name} only has ${source.kinds.join(', ')}: ` +
      `give a source that has ${absent}, such as the index that stores it, or derive(source, encoder)`,
    { details: { plugin, kind: absent, kinds: source.kinds } },
  );
}
