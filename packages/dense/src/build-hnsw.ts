/**
 * Approximate search by a navigable graph (HNSW: Malkov and Yashunin, TPAMI 2020, arXiv 1603.09320), over the vectors of a
 * `DenseIndex`. The graph is usearch's and finds candidates; their scores are then the exact ones of the index. It is filled
 * by one thread in the order of the ids' bytes, so that the same documents make the same graph.
 */
import { optionError, pacer, RepriseError, type Retriever, type RunOptions } from '@reprise/spec';
import type { DenseIndex } from './dense-index.js';

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
export async function buildHnsw(index: DenseIndex, options: HnswOptions = {}): Promise<Retriever<'vector'>> {
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
  const { Index, MetricKind, ScalarKind } = await loadUsearch();
  const documents = index.with({});
  const graph = new Index({
    dimensions: Math.max(1, documents.dimensions),
    metric: documents.similarity === 'euclidean' ? MetricKind.L2sq : MetricKind.IP,
    quantization: ScalarKind.F32,
    connectivity,
    expansion_add: expansionAdd,
    expansion_search: expansionSearch,
    multi: false,
  });
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
        total: index.size,
        unit: 'documents',
      });
    }
  }

  return Object.freeze({
    spec: 'v1',
    name: 'hnsw',
    reads: ['vector'],
    search: async (batch, k, { signal: stop }: RunOptions = {}) => {
      checkWhole('k', k, 1, Number.MAX_SAFE_INTEGER);
      const turn = pacer(stop);
      const candidates = Math.min(Math.max(k, expansionSearch), ids.length);
      const results = [];
      for (const query of batch) {
        // A copy: usearch reads a typed array's buffer from its beginning.
        const asked = documents.fit(query).slice();
        const keys = candidates === 0 ? [] : [...graph.search(asked, candidates, 1).keys];
        // Keys are rows, which lie in the order of the ids: sorted, equal scores stay in it.
        const rows = keys.map(Number).sort((a, b) => a - b);
        const found = rows.map((row) => ids[row] as string);
        const [scores = new Float32Array(0)] = await documents.score([{ query, ids: found }]);
        const hits = found.map((id, i) => ({ id, score: (scores[i] as number) + 0 }));
        results.push(hits.sort((a, b) => b.score - a.score).slice(0, k));
        const pause = turn();
        if (pause) await pause;
      }
      return results;
    },
  } satisfies Retriever<'vector'>);
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw optionError(
    name,
    value,
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${least}`
      : `a whole number from ${least} to ${most}`,
  );
}

async function loadUsearch(): Promise<typeof import('usearch')> {
  try {
    return await import('usearch');
  } catch (cause) {
    throw new RepriseError(
      'NOT_FOUND',
      'buildHnsw needs the package usearch, which did not load: npm install usearch@^2.25.3',
      { cause },
    );
  }
}
