import { type Section, saveGeneration, writeManifest } from '@reprise/storage';
import { format, segmentFile } from './format.js';
import type { SparseData } from './sparse-data.js';

export interface SaveOptions {
  /** Whether an index that the folder holds already gives way. Default false. */
  readonly replace?: boolean;
  /** Aborting rejects the call with code `ABORTED` and leaves the folder as it was. */
  readonly signal?: AbortSignal;
}

export async function saveSparse(data: SparseData, directory: string, options: SaveOptions): Promise<void> {
  const sections = await sectionsOf(data);
  const properties = {
    ...(data.analyzer !== undefined && { analyzer: data.analyzer }),
    terms: data.terms.size,
    postings: data.postings.columns.length,
    text: data.texts !== undefined,
  };
  await saveGeneration(directory, { ...format, ...options }, async (writer) => {
    await writer.write(segmentFile, sections);
    await writeManifest(writer, {
      segments: [{ file: segmentFile, documents: data.ids.size, tombstones: new Uint32Array(0) }],
      properties,
    });
  });
}

async function sectionsOf(data: SparseData): Promise<readonly Section[]> {
  const ids = data.ids.sections();
  const terms = data.terms.sections();
  const vectors = await data.vectors();
  const sections: Section[] = [
    { name: 'ids', data: ids.bytes },
    { name: 'id-offsets', data: bytesOf(ids.offsets) },
    { name: 'terms', data: terms.bytes },
    { name: 'term-offsets', data: bytesOf(terms.offsets) },
    { name: 'lengths', data: bytesOf(data.lengths) },
    { name: 'frequencies', data: bytesOf(data.frequencies) },
    { name: 'posting-offsets', data: bytesOf(data.postings.offsets) },
    { name: 'posting-documents', data: bytesOf(data.postings.columns) },
    { name: 'posting-weights', data: bytesOf(data.postings.weights) },
    { name: 'vector-offsets', data: bytesOf(vectors.offsets) },
    { name: 'vector-terms', data: bytesOf(vectors.columns) },
    { name: 'vector-weights', data: bytesOf(vectors.weights) },
  ];
  if (data.texts !== undefined) {
    sections.push({ name: 'text-offsets', data: bytesOf(data.texts.offsets) });
    sections.push({ name: 'texts', data: data.texts.pieces() });
  }
  return sections;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float32Array | Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
