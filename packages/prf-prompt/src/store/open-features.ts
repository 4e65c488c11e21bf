import { type Document, type DocumentSource, optionError, pacer, RepriseError } from '@reprise/spec';
import { openGeneration } from '@reprise/storage';
import { format } from './format.js';
import { loadFeatures } from './load-features.js';

export interface OpenFeaturesOptions {
  /**
   * What an id gets that the store does not know: a refusal (`UNKNOWN_DOCUMENT`), or no features, for stores of a
   * part of a collection. Default `'refuse'`.
   */
  readonly missing?: 'refuse' | 'empty';
  /** Aborting rejects the call with code `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** Features by document, read from their file when they are asked for. */
export interface FeatureStore extends DocumentSource<'features'> {
  /** Number of documents, those without any feature included. */
  readonly size: number;
  /** Names of the features that some document has, ascending. */
  readonly features: readonly string[];
  /** What made them; '' where that was not said. */
  readonly maker: string;
  readonly has: (id: string) => boolean;
  /** All documents, ids ascending by UTF-8 bytes. */
  readonly documents: () => AsyncGenerator<Document<'features'>, void, undefined>;
  /** Closes the file; what was read stays valid. */
  readonly close: () => Promise<void>;
}

/** Opens a saved store. Fails with `NOT_FOUND`, `CORRUPT_FILE`, `UNSUPPORTED_FORMAT`, `IO_FAILED` or `ABORTED`. */
export async function openFeatures(
  directory: string,
  options: OpenFeaturesOptions = {},
): Promise<FeatureStore> {
  const { missing = 'refuse', signal } = options;
  if (missing !== 'refuse' && missing !== 'empty')
    throw optionError('missing', missing, "'refuse' or 'empty'");
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    const { ids, features, maker, read } = await loadFeatures(generation);
    return Object.freeze({
      spec: 'v1',
      name: 'features',
      kinds: ['features'],
      size: ids.size,
      features: Object.freeze(features),
      maker,
      has: (id) => ids.number(id) !== undefined,
      fetch: async (asked, kinds, run = {}) => {
        const pause = pacer(run.signal);
        const found = new Map<string, { readonly features: ReadonlyMap<string, string> }>();
        for (const id of new Set(asked)) {
          await pause();
          const number = ids.number(id);
          if (number === undefined && missing === 'refuse') throw unknown(directory, id);
          const wanted = kinds.includes('features') && number !== undefined;
          found.set(id, { features: wanted ? await read(number) : new Map() });
        }
        return found;
      },
      documents: async function* () {
        for (let number = 0; number < ids.size; number++)
          yield { id: ids.id(number), features: await read(number) };
      },
      close: () => generation.close(),
    } satisfies FeatureStore);
  } catch (error) {
    await generation.close();
    throw error;
  }
}

const unknown = (directory: string, id: string): RepriseError =>
  new RepriseError(
    'UNKNOWN_DOCUMENT',
    `${directory} has no features of document ${JSON.stringify(id)}: make them, or open the store with missing: 'empty'`,
    { details: { id, path: directory } },
  );
