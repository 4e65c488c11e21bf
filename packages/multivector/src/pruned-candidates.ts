/**
 * PLAID's stages before the exact one (Santhanam et al., CIKM 2022, arXiv 2205.09707), over the products S of all
 * centroids with the rows of the query:
 *
 * 1. the `nprobe` best centroids of each row; every document with a row of one of them is a candidate;
 * 2. approximate MaxSim, a document's rows taken for their centroids, without those below `tcs` in every row: the best
 *    `ndocs` stay;
 * 3. the same with all centroids: the best ndocs / 4 stay, and are then scored exactly.
 *
 * Departures: ndocs for up to ten hits; query weights count in 2 and 3; where there are fewer candidates than would be
 * scored exactly, `nprobe` is doubled; rows that have not length 1 are not pruned by `tcs`, which is a cosine.
 */
import type { TokenMatrix } from '@reprise/spec';
import { setPadded, type Take, withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';

export interface Pruning {
  readonly nprobe: number;
  readonly tcs: number;
  readonly ndocs: number;
}

/**
 * What PLAID takes for `k` hits, but for `ndocs` up to ten: with its 256 nfcorpus kept 98.8 % of exhaustive nDCG@10,
 * with 384 99.6 %.
 */
export function usualPruning(k: number): Pruning {
  if (k <= 10) return { nprobe: 1, tcs: 0.5, ndocs: 384 };
  if (k <= 100) return { nprobe: 2, tcs: 0.45, ndocs: 1024 };
  return { nprobe: 4, tcs: 0.4, ndocs: Math.max(4 * k, 4096) };
}

/** Document numbers to score exactly, ascending: at least `k` and ndocs / 4 where so many documents are accepted. */
export function prunedCandidates(
  data: MultivectorData,
  query: TokenMatrix,
  k: number,
  { nprobe, tcs, ndocs }: Pruning,
  accept: Uint8Array | undefined,
): Promise<Uint32Array> {
  const { kernels, codebook } = data;
  return withBlocks(kernels, (take) => {
    const products = centroidProducts(data, take, query);
    const kept = Math.max(k, Math.ceil(ndocs / 4));
    const accepted = accept ? accept.reduce((sum, byte) => sum + byte, 0) : data.ids.size;
    let candidates: Uint32Array;
    for (let probes = Math.min(nprobe, codebook.count); ; probes = Math.min(2 * probes, codebook.count)) {
      candidates = documentsOf(data, bestCentroids(data, products, probes), accept);
      if (candidates.length >= Math.min(kept, accepted) || probes === codebook.count) break;
    }
    if (candidates.length <= kept) return candidates;
    const { values, highest } = byCentroid(data, products, query.weights.length);
    if (codebook.book.unit && candidates.length > ndocs) {
      candidates = best(
        data,
        take,
        candidates,
        Math.max(k, ndocs),
        approximate(data, query, values, candidates, (c) => highest[c]! >= tcs),
      );
    }
    return best(data, take, candidates, kept, approximate(data, query, values, candidates));
  });
}

interface Products {
  readonly block: ReturnType<Take>;
  readonly rows: number;
}

/** [query rows][centroids] */
export function centroidProducts(
  { kernels, codebook }: MultivectorData,
  take: Take,
  { data, dimensions }: Pick<TokenMatrix, 'data' | 'dimensions'>,
): Products {
  const { stride, count } = codebook;
  const rows = data.length / dimensions;
  const queries = take(rows * stride * 4);
  setPadded(kernels, queries, data, { dimensions, stride });
  const block = take(rows * count * 4);
  kernels.dot({
    queries,
    queryCount: rows,
    rows: codebook.centroids,
    rowCount: count,
    stride,
    scores: block,
  });
  return { block, rows };
}

/** The best centroids of every row of the query, each once. */
function bestCentroids(
  { kernels, codebook }: MultivectorData,
  { block, rows }: Products,
  probes: number,
): Set<number> {
  const selection = kernels.select(probes);
  try {
    const centroids = new Set<number>();
    for (let row = 0; row < rows; row++) {
      selection.offer({ scores: block, firstScore: row * codebook.count, rowCount: codebook.count });
      for (const centroid of selection.take().rows) centroids.add(centroid);
    }
    return centroids;
  } finally {
    selection.release();
  }
}

/** Accepted documents with a row of one of the centroids, ascending. */
function documentsOf(
  data: MultivectorData,
  centroids: Iterable<number>,
  accept: Uint8Array | undefined,
): Uint32Array {
  const { starts, rows, documents } = data.lists();
  const met = new Uint8Array(data.ids.size);
  const found: number[] = [];
  for (const centroid of centroids) {
    for (let at = starts[centroid]!; at < starts[centroid + 1]!; at++) {
      const document = documents[rows[at]!]!;
      if (met[document] !== 0) continue;
      met[document] = 1;
      if (accept === undefined || accept[document] !== 0) found.push(document);
    }
  }
  return Uint32Array.from(found).sort();
}

/**
 * The products by centroid, [centroids][query rows], so that a loop over documents reads them in one run; and each
 * one's highest.
 */
function byCentroid(
  { kernels, codebook: { count } }: MultivectorData,
  { block }: Products,
  rows: number,
): { readonly values: Float32Array; readonly highest: Float32Array } {
  const products = kernels.view(block, Float32Array);
  const values = new Float32Array(count * rows);
  const highest = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    for (let centroid = 0; centroid < count; centroid++) {
      const value = products[row * count + centroid]!;
      values[centroid * rows + row] = value;
      if (value > highest[centroid]!) highest[centroid] = value;
    }
  }
  return { values, highest };
}

/** MaxSim over the centroids of documents' rows; −∞ for a document of which none is considered. */
function approximate(
  { kernels, rows: stored, starts }: MultivectorData,
  { weights }: TokenMatrix,
  values: Float32Array,
  documents: Uint32Array,
  considered?: (centroid: number) => boolean,
): Float32Array {
  const centroids = kernels.view(stored.centroidIds, Uint32Array);
  const rows = weights.length;
  const most = new Float32Array(rows);
  return Float32Array.from(documents, (document) => {
    most.fill(Number.NEGATIVE_INFINITY);
    let any = false;
    for (let row = starts[document]!; row < starts[document + 1]!; row++) {
      const centroid = centroids[row]!;
      if (considered && !considered(centroid)) continue;
      any = true;
      const from = centroid * rows;
      for (let i = 0; i < rows; i++) if (values[from + i]! > most[i]!) most[i] = values[from + i]!;
    }
    if (!any) return Number.NEGATIVE_INFINITY;
    let score = 0;
    for (let i = 0; i < rows; i++) score += weights[i]! * most[i]!;
    return score;
  });
}

/** The `count` best of documents, ascending by number. */
function best(
  { kernels }: MultivectorData,
  take: Take,
  documents: Uint32Array,
  count: number,
  scores: Float32Array,
): Uint32Array {
  if (documents.length <= count) return documents;
  const block = take(scores.byteLength);
  const selection = kernels.select(count);
  try {
    kernels.view(block, Float32Array).set(scores);
    selection.offer({ scores: block, rowCount: documents.length });
    return selection
      .take()
      .rows.map((at) => documents[at]!)
      .sort();
  } finally {
    selection.release();
  }
}
