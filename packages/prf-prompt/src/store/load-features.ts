import { type Container, type Generation, IdTable, readManifest } from '@reprise/storage';
import { corruptStore, segmentFile } from './format.js';
import { readRecord } from './record.js';

/** An open store: tables in memory, records in their file. */
export interface LoadedFeatures {
  readonly ids: IdTable;
  readonly maker: string;
  readonly features: readonly string[];
  readonly path: string;
  readonly read: (document: number) => Promise<ReadonlyMap<string, string>>;
}

export async function loadFeatures(generation: Generation): Promise<LoadedFeatures> {
  const { segments, properties } = await readManifest(generation);
  const file = await generation.open(segmentFile);
  const { path } = file;
  const { maker, features } = Object(properties) as { readonly maker: unknown; readonly features: unknown };
  if (typeof maker !== 'string') throw corruptStore(path, 'the maker', 'a string', typeof maker);
  if (!Array.isArray(features) || !features.every((name) => typeof name === 'string'))
    throw corruptStore(path, 'the list of features', 'a list of names', 'another');
  const idOffsets = await numbers(file, 'id-offsets', Uint32Array);
  const ids = IdTable.fromSections(await file.read('ids'), idOffsets, path);
  const [segment] = segments;
  if (segments.length !== 1 || segment?.file !== segmentFile || segment.tombstones.length > 0)
    throw corruptStore(path, 'the list of segments', `${segmentFile} alone`, 'another');
  if (segment.documents !== ids.size)
    throw corruptStore(path, 'the number of documents', segment.documents, ids.size);

  const offsets = await numbers(file, 'record-offsets', Float64Array);
  if (offsets.length !== ids.size + 1)
    throw corruptStore(path, 'the number of record offsets', ids.size + 1, offsets.length);
  const end = file.sections.get('records') ?? -1;
  for (let i = 0; i < offsets.length; i++) {
    const least = i === 0 ? 0 : offsets[i - 1]!;
    const offset = offsets[i]!;
    const most = i === 0 ? 0 : end;
    if (!(Number.isInteger(offset) && offset >= least && offset <= most))
      throw corruptStore(path, `record offset ${i}`, `from ${least} to ${most}`, offset);
  }
  if (offsets.at(-1) !== end) throw corruptStore(path, 'the end of the records', end, offsets.at(-1));
  return {
    ids,
    maker,
    features,
    path,
    read: async (document) => {
      const from = offsets[document]!;
      const bytes = await file.readRange('records', from, offsets[document + 1]! - from);
      return readRecord(bytes, path, `document ${document}`);
    },
  };
}

async function numbers<T extends Uint32Array | Float64Array>(
  file: Container,
  section: string,
  Type: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike): T },
): Promise<T> {
  const bytes = await file.read(section);
  if (bytes.length % Type.BYTES_PER_ELEMENT !== 0)
    throw corruptStore(
      file.path,
      `the length of ${section}`,
      `a multiple of ${Type.BYTES_PER_ELEMENT}`,
      bytes.length,
    );
  return new Type(bytes.buffer);
}
