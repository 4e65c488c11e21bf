import { pacer } from '@reprise/spec';
import { openGeneration } from '@reprise/storage';
import { corruptStore, format } from './format.js';
import { loadFeatures } from './load-features.js';

/** What a sound store holds. */
export interface FeaturesSummary {
  readonly documents: number;
  /** Documents without any feature. */
  readonly empty: number;
  /** How many documents have each feature. */
  readonly features: ReadonlyMap<string, number>;
  readonly maker: string;
  /** Size of all files. */
  readonly bytes: number;
}

/**
 * Reads every byte of a saved store and checks all that must hold. Fails with `CORRUPT_FILE`, or as `openFeatures`
 * does.
 */
export async function verifyFeatures(
  directory: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<FeaturesSummary> {
  const generation = await openGeneration(directory, { ...format, ...(signal && { signal }) });
  try {
    for (const file of generation.fileNames) await (await generation.open(file)).verify(signal);
    const { ids, features, maker, path, read } = await loadFeatures(generation);
    ids.verify();
    const pause = pacer(signal);
    const counts = new Map(features.map((name) => [name, 0]));
    let empty = 0;
    for (let number = 0; number < ids.size; number++) {
      await pause();
      const record = await read(number);
      if (record.size === 0) empty++;
      for (const name of record.keys()) {
        const count = counts.get(name);
        if (count === undefined)
          throw corruptStore(path, `a feature of document ${number}`, `one of ${features.join(', ')}`, name);
        counts.set(name, count + 1);
      }
    }
    const unused = [...counts].find(([, count]) => count === 0);
    if (unused !== undefined)
      throw corruptStore(path, `the number of documents with ${unused[0]}`, 'at least 1', 0);
    return Object.freeze({
      documents: ids.size,
      empty,
      features: counts,
      maker,
      bytes: generation.byteLength,
    });
  } finally {
    await generation.close();
  }
}
