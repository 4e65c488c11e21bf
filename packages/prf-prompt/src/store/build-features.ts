import { checkId, compareIds, type Document, optionError, pacer, RepriseError } from '@reprise/spec';
import { IdTable, saveGeneration, writeManifest } from '@reprise/storage';
import { format, segmentFile } from './format.js';
import { writeRecord } from './record.js';

export interface BuildFeaturesOptions {
  /** What made the features, to be remembered: a maker's `identity`. Default ''. */
  readonly maker?: string;
  /** Whether a store that the folder holds already gives way. Default false. */
  readonly replace?: boolean;
  /** Aborting rejects the call with code `ABORTED` and leaves the folder as it was. */
  readonly signal?: AbortSignal;
}

/**
 * Saves features into a folder, all or nothing. Documents without any feature are kept as such. Fails with
 * `DUPLICATE_ID`, `INVALID_ID`, `INVALID_INPUT`, or as `saveGeneration` of @reprise/storage does.
 */
export async function buildFeatures(
  documents: Iterable<Document<'features'>> | AsyncIterable<Document<'features'>>,
  directory: string,
  options: BuildFeaturesOptions = {},
): Promise<void> {
  const { maker = '', replace = false, signal } = options;
  if (typeof maker !== 'string') throw optionError('maker', maker, "the maker's identity, a string");
  const records = new Map<string, Uint8Array>();
  const names = new Set<string>();
  const pause = pacer(signal);
  for await (const { id, features } of documents) {
    checkId(id, `document ${records.size}`);
    if (records.has(id)) {
      throw new RepriseError(
        'DUPLICATE_ID',
        `document ${JSON.stringify(id)} comes twice: give each id once`,
        {
          details: { value: id },
        },
      );
    }
    checkFeatures(id, features);
    records.set(id, writeRecord(features));
    for (const name of features.keys()) names.add(name);
    await pause();
  }
  const ids = [...records.keys()].sort(compareIds);
  const sorted = ids.map((id) => records.get(id)!);
  const offsets = new Float64Array(ids.length + 1);
  sorted.forEach((record, i) => {
    offsets[i + 1] = offsets[i]! + record.length;
  });
  const table = IdTable.from(ids).sections();
  await saveGeneration(directory, { ...format, replace, ...(signal && { signal }) }, async (writer) => {
    await writer.write(segmentFile, [
      { name: 'ids', data: table.bytes },
      { name: 'id-offsets', data: bytesOf(table.offsets) },
      { name: 'records', data: sorted },
      { name: 'record-offsets', data: bytesOf(offsets) },
    ]);
    await writeManifest(writer, {
      segments: [{ file: segmentFile, documents: ids.length, tombstones: new Uint32Array(0) }],
      properties: { maker, features: [...names].sort(compareIds) },
    });
  });
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function checkFeatures(id: string, features: unknown): asserts features is ReadonlyMap<string, string> {
  const sound = features instanceof Map && [...features].flat().every(isWellFormed);
  if (sound) return;
  throw new RepriseError(
    'INVALID_INPUT',
    `the features of document ${JSON.stringify(id)} are not a Map of well-formed strings by name: give what a maker makes`,
    { details: { id } },
  );
}

const isWellFormed = (value: unknown): boolean => typeof value === 'string' && !/\p{Surrogate}/u.test(value);
