/**
 * Approximate search by a navigable graph (HNSW: Malkov and Yashunin, TPAMI 2020, arXiv 1603.09320), over the vectors of a
 * `DenseIndex`. The graph is usearch's and finds candidates; their scores are then the exact ones of the index. It is filled
 * by one thread in the order of the ids' bytes, so that the same documents make the same graph.
 */
import { pacer, RepriseError, type RunOptions } from '@reprise/spec';
import { checkWhole } from './check-whole.js';
import type { DenseIndex } from './dense-index.js';
import { type HnswIndex, hnswIndex } from './hnsw-index.js';
import { createGraph } from './usearch-graph.js';

export interface HnswOptions extends RunOptions {
  /** M, links of a document on each layer, from 2 to 128. Default 16 (usearch, the paper's 5 to 48). */
  readonly connectivity?: number;
  /** efConstruction, candidates looked at for each link, from 1 to 10,000. Default 200 (hnswlib). */
  readonly expansionAdd?: number;
  /** ef, candidates looked at in a search, from 1 to 10,000; never fewer than k. Default 256. */
  readonly expansionSearch?: number;
}

/** Documents linked between two looks at the signal: some milliseconds. */
const documentsAtOnce = 16;

/**
 * Builds a graph over the documents that `index` holds now; later changes of the index are not seen. Fails with `NOT_FOUND`
 * where the package usearch is not installed, `INVALID_INPUT` for a filtered view, `INVALID_OPTION` or `ABORTED`.
 */
export async function buildHnsw(index: DenseIndex, options: HnswOptions = {}): Promise<HnswIndex> {
  const { connectivity = 16, expansionAdd = 200, expansionSearch = 256, signal, onProgress } = options;
  checkWhole('connectivity', connectivity, 2, 128);
  checkWhole('expansionAdd', expansionAdd, 1, 10_000);
  checkWhole('expansionSearch', expansionSearch, 1, 10_000);
  if (index.filtered) {
    throw new RepriseError(
      'INVALID_INPUT',
      'a graph cannot be filtered: build it of the whole index, or search the filtered view itself',
    );
  }
  const documents = index.with({});
  const settings = { connectivity, expansionAdd, expansionSearch };
  const graph = await createGraph(documents, settings);
  const ids: string[] = [];
  const pace = pacer(signal);
  for await (const { id, vector } of documents.documents()) {
    graph.add(BigInt(ids.length), vector.data, 1);
    ids.push(id);
    if (ids.length % documentsAtOnce !== 0) continue;
    const pause = pace();
    if (pause) await pause;
    if (ids.length % 1024 === 0) {
      onProgress?.({
        kind: 'progress',
        stage: 'index',
        done: ids.length,
        total: documents.size,
        unit: 'documents',
      });
    }
  }
  return hnswIndex({ graph, documents, ids, settings });
}
