import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDense, buildHnsw, type DenseIndex, type Precision } from '@reprise/dense';
import type { Query, Retriever } from '@reprise/spec';
import { exactSearch, Index, type Matches, MetricKind, ScalarKind } from 'usearch';
import { gemmTopK } from './gemm-top-k.js';
import { loadPeer } from './load-peer.js';
import { rowsOf, type Vectors } from './vectors.js';

/** How many neighbours are asked for. */
export const neighbours = 10;

/** Numbers of the nearest rows, nearest first, for each query. */
export type VectorSearch = (queries: readonly Float32Array[]) => Promise<readonly (readonly number[])[]>;

const space = 'bench';

/** Ids are row numbers. */
export function denseOf({ documents, dimensions }: Vectors, precision: Precision): Promise<DenseIndex> {
  const rows = rowsOf(documents, dimensions);
  return buildDense(
    rows.map((data, row) => ({ id: String(row), vector: { space, data } })),
    { precision },
  );
}

export const queriesOf = (queries: readonly Float32Array[]): readonly Query<'vector'>[] =>
  queries.map((data, q) => ({ id: `query-${q}`, vector: { space, data } }));

export function searchOf(index: Retriever<'vector'>): VectorSearch {
  return async (queries) => {
    const found = await index.search(queriesOf(queries), neighbours);
    return found.map((hits) => hits.map(({ id }) => Number(id)));
  };
}

export async function onnxRuntime({ documents, dimensions }: Vectors): Promise<VectorSearch> {
  const search = await gemmTopK(documents, dimensions, neighbours);
  return (queries) => search(together(queries), queries.length);
}

export function usearchExact({ documents, dimensions }: Vectors): VectorSearch {
  return async (queries) => {
    const found = exactSearch(documents, together(queries), dimensions, neighbours, MetricKind.IP, 1);
    if (queries.length === 1) return [Array.from((found as Matches).keys, Number)];
    const keys = Array.from(found.keys, Number);
    return queries.map((_, q) => keys.slice(q * neighbours, (q + 1) * neighbours));
  };
}

export async function ourGraph(vectors: Vectors): Promise<VectorSearch> {
  return searchOf(await buildHnsw(await denseOf(vectors, 'f32')));
}

/** usearch by itself, with the settings that `buildHnsw` has by default. */
export async function usearchGraph({ documents, dimensions }: Vectors): Promise<VectorSearch> {
  const graph = new Index({
    dimensions,
    metric: MetricKind.IP,
    quantization: ScalarKind.F32,
    connectivity: 16,
    expansion_add: 200,
    expansion_search: 256,
    multi: false,
  });
  for (const [row, vector] of rowsOf(documents, dimensions).entries()) {
    graph.add(BigInt(row), vector.slice(), 1);
  }
  return async (queries) =>
    queries.map((query) => Array.from(graph.search(query, neighbours, 1).keys, Number));
}

/** What is used of vectra. */
interface Vectra {
  readonly LocalIndex: new (
    folder: string,
  ) => {
    createIndex(): Promise<void>;
    beginUpdate(): Promise<void>;
    insertItem(item: { id: string; vector: number[]; metadata: object }): Promise<unknown>;
    endUpdate(): Promise<void>;
    queryItems(vector: number[], text: string, k: number): Promise<{ item: { id: string } }[]>;
  };
}

/** A JSON file of vectors, scanned in JavaScript. Undefined where no folder of peers is given. */
export async function vectra(
  peerFolder: string | undefined,
): Promise<((vectors: Vectors) => Promise<VectorSearch>) | undefined> {
  const loaded = (await loadPeer('vectra', peerFolder)) as Vectra | undefined;
  if (loaded === undefined) return undefined;
  return async ({ documents, dimensions }) => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
    try {
      const index = new loaded.LocalIndex(folder);
      await index.createIndex();
      await index.beginUpdate();
      for (const [row, vector] of rowsOf(documents, dimensions).entries()) {
        await index.insertItem({ id: String(row), vector: [...vector], metadata: {} });
      }
      await index.endUpdate();
      return async (queries) => {
        const found: number[][] = [];
        for (const query of queries) {
          const items = await index.queryItems([...query], '', neighbours);
          found.push(items.map(({ item }) => Number(item.id)));
        }
        return found;
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}

/** One after another in an array of their own. */
function together(queries: readonly Float32Array[]): Float32Array {
  const dimensions = queries[0]!.length;
  const all = new Float32Array(queries.length * dimensions);
  for (const [q, query] of queries.entries()) all.set(query, q * dimensions);
  return all;
}
