import { writeFile } from 'node:fs/promises';
import { pacer, RepriseError } from '@reprise/spec';
import { type Generation, openGeneration, readManifest } from '@reprise/storage';
import { checkWhole } from './check-whole.js';
import { corruptIndex } from './corrupt-index.js';
import type { DenseIndex } from './dense-index.js';
import { graphFile, graphFormat, graphSection } from './graph-format.js';
import { checkLinks } from './graph-layout.js';
import { type HnswIndex, hnswIndex } from './hnsw-index.js';
import { withTemporaryFile } from './temporary-file.js';
import { createGraph, type GraphSettings, graphDimensions } from './usearch-graph.js';

export interface OpenHnswOptions {
  /** ef, candidates looked at in a search, from 1 to 10,000; never fewer than k. Default: as the graph was built. */
  readonly expansionSearch?: number;
  /** Aborting rejects the call with code `ABORTED`. */
  readonly signal?: AbortSignal;
}

/** Documents written to the temporary file at once. */
const documentsAtOnce = 1024;

/**
 * Opens a saved graph over the index that it was built of, whose vectors it copies into memory. Checks all links. Fails with
 * `INVALID_INPUT` where `index` is another one or was changed since, `NOT_FOUND` (also where usearch is not installed),
 * `CORRUPT_FILE`, `UNSUPPORTED_FORMAT`, `IO_FAILED`, `INVALID_OPTION` or `ABORTED`.
 */
export async function openHnsw(
  directory: string,
  index: DenseIndex,
  options: OpenHnswOptions = {},
): Promise<HnswIndex> {
  const { expansionSearch, signal } = options;
  if (expansionSearch !== undefined) checkWhole('expansionSearch', expansionSearch, 1, 10_000);
  const documents = index.with({});
  const generation = await openGeneration(directory, { ...graphFormat, ...(signal && { signal }) });
  try {
    const { links, settings } = await readLinks(generation, documents, signal);
    const used = expansionSearch === undefined ? settings : { ...settings, expansionSearch };
    const graph = await createGraph(documents, used);
    const ids: string[] = [];
    await withTemporaryFile(async (path) => {
      await writeFile(path, graphPieces(documents, links, ids, signal));
      graph.load(path);
    });
    return hnswIndex({ graph, documents, ids, settings: used });
  } finally {
    await generation.close();
  }
}

/** The links of a saved graph, all of them checked. */
export async function readLinks(
  generation: Generation,
  documents: DenseIndex,
  signal: AbortSignal | undefined,
): Promise<{ readonly links: Uint8Array; readonly settings: GraphSettings }> {
  const { properties } = await readManifest(generation);
  const { path, read } = await generation.open(graphFile);
  const { fingerprint, connectivity, expansionAdd, expansionSearch } =
    properties as unknown as GraphSettings & {
      readonly fingerprint: unknown;
    };
  const found = await documents.fingerprint({ ...(signal && { signal }) });
  if (fingerprint !== found) {
    throw new RepriseError(
      'INVALID_INPUT',
      `the graph ${path} is not of this index: give the index it was built of, as it was then, or build the graph again`,
      { details: { path, expected: fingerprint, found } },
    );
  }
  for (const [name, value] of Object.entries({ connectivity, expansionAdd, expansionSearch })) {
    if (!Number.isInteger(value) || value < 1 || value > 10_000) {
      throw corruptIndex(path, name, 'a whole number from 1 to 10000', value);
    }
  }
  const links = await read(graphSection);
  await checkLinks(links, documents, connectivity, path, signal);
  return { links, settings: { connectivity, expansionAdd, expansionSearch } };
}

/** The file as usearch wrote it. Fills `ids`. */
async function* graphPieces(
  documents: DenseIndex,
  links: Uint8Array,
  ids: string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const pace = pacer(signal);
  const bytes = graphDimensions(documents) * 4;
  yield new Uint8Array(Uint32Array.of(documents.size, bytes).buffer);
  let piece = new Uint8Array(documentsAtOnce * bytes);
  let filled = 0;
  for await (const { id, vector } of documents.documents()) {
    ids.push(id);
    piece.set(new Uint8Array(vector.data.buffer, vector.data.byteOffset, bytes), filled);
    filled += bytes;
    if (filled < piece.length) continue;
    yield piece;
    piece = new Uint8Array(documentsAtOnce * bytes);
    filled = 0;
    await pace();
  }
  yield piece.subarray(0, filled);
  yield links;
}
