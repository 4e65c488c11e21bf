import { pacer, type Retriever, type RunOptions } from '@reprise/spec';
import type { Index } from 'usearch';
import { checkWhole } from './check-whole.js';
import type { DenseIndex } from './dense-index.js';
import type { SaveOptions } from './save-dense.js';
import { saveHnsw } from './save-hnsw.js';
import type { GraphSettings } from './usearch-graph.js';

/** A graph over the documents of a `DenseIndex`. Made by `buildHnsw` or `openHnsw`. */
export interface HnswIndex extends Retriever<'vector'> {
  /** Number of documents. */
  readonly size: number;
  /**
   * Saves the links, without the vectors, into a folder of their own, all or nothing. A folder that holds a graph is refused
   * with `ALREADY_EXISTS` unless `replace` is set. Writes a file as large as vectors and links to the system's temporary folder.
   */
  readonly save: (directory: string, options?: SaveOptions) => Promise<void>;
}

export interface HnswData {
  readonly graph: Index;
  /** The index as it was when the graph was built. */
  readonly documents: DenseIndex;
  /** By the graph's keys. */
  readonly ids: readonly string[];
  readonly settings: GraphSettings;
}

export function hnswIndex(data: HnswData): HnswIndex {
  const { graph, documents, ids, settings } = data;
  return Object.freeze({
    spec: 'v1',
    name: 'hnsw',
    reads: ['vector'],
    size: ids.length,
    search: async (batch, k, { signal }: RunOptions = {}) => {
      checkWhole('k', k, 1);
      const pace = pacer(signal);
      const candidates = Math.min(Math.max(k, settings.expansionSearch), ids.length);
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
        const pause = pace();
        if (pause) await pause;
      }
      return results;
    },
    save: (directory, options = {}) => saveHnsw(data, directory, options),
  } satisfies HnswIndex);
}
