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
import { type Block, paddedLength } from '@reprise/kernels';
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
    const looked = byCentroid(data, take, products, query.weights);
    if (codebook.book.unit && candidates.length > ndocs) {
      const near = nearCentroids(data, take, looked, tcs);
      candidates = best(data, take, candidates, Math.max(k, ndocs), looked, near);
    }
    return best(data, take, candidates, kept, looked);
  });
}

interface Products {
  readonly block: Block;
  readonly rows: number;
}

/** [query rows][centroids] */
function centroidProducts(
  { kernels, codebook }: MultivectorData,
  take: Take,
  { data, dimensions }: TokenMatrix,
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

/** What a row is worth that is taken for its centroid. */
interface Looked {
  /** [centroids][stride]: the products by centroid, so that a row's lie in one run. */
  readonly products: Block;
  readonly weights: Block;
  readonly stride: number;
}

function byCentroid(
  { kernels, codebook: { count } }: MultivectorData,
  take: Take,
  { block, rows }: Products,
  weights: Float32Array,
): Looked {
  const stride = paddedLength(rows);
  const looked = { products: take(count * stride * 4), weights: take(stride * 4), stride };
  const from = kernels.view(block, Float32Array);
  const to = kernels.view(looked.products, Float32Array);
  for (let centroid = 0; centroid < count; centroid++) {
    for (let row = 0; row < rows; row++) to[centroid * stride + row] = from[row * count + centroid]!;
  }
  kernels.view(looked.weights, Float32Array).set(weights);
  return looked;
}

/** A byte a centroid: whether it is as near as `tcs` to some row of the query. */
function nearCentroids(
  { kernels, codebook: { count } }: MultivectorData,
  take: Take,
  { products, stride }: Looked,
  tcs: number,
): Block {
  const block = take(count);
  const near = kernels.view(block, Uint8Array);
  const values = kernels.view(products, Float32Array);
  // Beyond the query's rows products are 0, which says nothing where `tcs` is not above it: all are considered then.
  for (let i = 0; i < count * stride; i++) if (values[i]! >= tcs) near[Math.floor(i / stride)] = 1;
  return block;
}

/** The `count` best of documents by MaxSim over the centroids of their rows, those that are considered; ascending by number. */
function best(
  { kernels, rows: stored, starts, codebook }: MultivectorData,
  take: Take,
  documents: Uint32Array,
  count: number,
  looked: Looked,
  considered?: Block,
): Uint32Array {
  if (documents.length <= count) return documents;
  const [ranges, scores] = [take(documents.length * 8), take(documents.length * 4)];
  const range = kernels.view(ranges, Uint32Array);
  documents.forEach((document, i) => {
    range[2 * i] = starts[document]!;
    range[2 * i + 1] = starts[document + 1]! - starts[document]!;
  });
  kernels.maxSimLookup({
    ...looked,
    codeCount: codebook.count,
    codes: stored.centroidIds,
    ...(considered && { considered }),
    ranges,
    documentCount: documents.length,
    scores,
  });
  const selection = kernels.select(count);
  try {
    selection.offer({ scores, rowCount: documents.length });
    return selection
      .take()
      .rows.map((at) => documents[at]!)
      .sort();
  } finally {
    selection.release();
  }
}
