/**
 * Late interaction (ColBERT: Khattab and Zaharia, SIGIR 2020, arXiv 2004.12832), with weights for the rows of the query
 * as ColBERT-PRF has them (Wang et al., ICTIR 2021, arXiv 2106.11251):
 *
 *     score(q, d) = Σᵢ wᵢ · maxⱼ qᵢ · dⱼ
 *
 * over the rows dⱼ as they are stored. The maximum may be negative: released code that fills documents up with rows of
 * zeros has 0 as the least, which is left out here. A document's score does not depend on the others of a call.
 */
import { type Block, quantiseQuery } from '@reprise/kernels';
import type { TokenMatrix } from '@reprise/spec';
import { setPadded, type Take, withBlocks } from './memory.js';
import type { MultivectorData } from './multivector-data.js';
import { decodeRows, gatherRows, unitScales } from './rows.js';

type Pace = () => Promise<void> | undefined;

/** Rows scored at once, about: decoded they stay in the cache. */
const rowsAtOnce = 1024;

/** Multiplications between two looks at the signal at most: some milliseconds, without WebAssembly some tens. */
const productsAtOnce = 2 ** 26;

/** A query as the loops take it. */
interface Asked {
  readonly query: Block;
  readonly weights: Block;
  readonly rows: number;
}

/** Documents whose rows lie in one block. */
interface Portion {
  readonly rows: Block;
  /** [documentCount][2]: first row and number of rows. */
  readonly ranges: Block;
  readonly documentCount: number;
  /** Of residual codes whose rows are yet to be brought to length 1: by what to multiply each row. */
  readonly scales?: Float32Array;
}

/** Best documents of one query, best first. */
export interface Best {
  readonly documents: Uint32Array;
  readonly scores: Float32Array;
}

/**
 * Scores all documents for each query and keeps the best `k`; `accept` has a byte a document, 0 for those to pass over.
 */
export function searchAll(
  data: MultivectorData,
  queries: readonly TokenMatrix[],
  k: number,
  accept: Uint8Array | undefined,
  pace: Pace,
): Promise<readonly Best[]> {
  const { kernels, ids, starts } = data;
  return withBlocks(kernels, async (take) => {
    const asked = queries.map((query) => placeQuery(data, take, query));
    const accepted = accept && take(accept.length);
    if (accepted) kernels.view(accepted, Uint8Array).set(accept);
    const selections = queries.map(() => kernels.select(Math.min(k, ids.size)));
    try {
      const rowsOfQueries = Math.max(...asked.map(({ rows }) => rows));
      const portions = portionsOf(
        ids.size,
        (n) => starts[n + 1]! - starts[n]!,
        rowsOfQueries * data.rows.stride,
      );
      for (const [first, end] of portions) {
        await withBlocks(kernels, async (takePart) => {
          const portion = contiguous(data, takePart, first, end);
          const scores = takePart((end - first) * 4);
          for (const [i, query] of asked.entries()) {
            await scorePortion(data, query, portion, scores);
            const rowCount = end - first;
            selections[i]!.offer({
              scores,
              firstRow: first,
              rowCount,
              ...(accepted && { accept: accepted }),
            });
            const pause = pace();
            if (pause) await pause;
          }
        });
      }
      return selections.map((selection) => {
        const { rows, scores } = selection.take();
        return { documents: rows, scores };
      });
    } finally {
      for (const selection of selections) selection.release();
    }
  });
}

/** Scores of documents by number, in their order. */
export function scoreDocuments(
  data: MultivectorData,
  query: TokenMatrix,
  documents: Uint32Array,
  pace: Pace,
): Promise<Float32Array> {
  const { kernels, starts } = data;
  return withBlocks(kernels, async (take) => {
    const asked = placeQuery(data, take, query);
    const scores = new Float32Array(documents.length);
    const rowsOf = (i: number): number => starts[documents[i]! + 1]! - starts[documents[i]!]!;
    for (const [first, end] of portionsOf(documents.length, rowsOf, asked.rows * data.rows.stride)) {
      await withBlocks(kernels, async (takePart) => {
        const portion = await scattered(data, takePart, documents.subarray(first, end));
        const target = takePart((end - first) * 4);
        await scorePortion(data, asked, portion, target);
        scores.set(kernels.view(target, Float32Array).subarray(0, end - first), first);
      });
      const pause = pace();
      if (pause) await pause;
    }
    return scores;
  });
}

/** Of f32 and int8 the loops read the rows where they are; others are decoded first. */
const isDirect = ({ rows: { precision } }: MultivectorData): boolean =>
  precision === 'f32' || precision === 'int8';

function placeQuery(
  { kernels, rows }: MultivectorData,
  take: Take,
  { data, weights, dimensions }: TokenMatrix,
): Asked {
  const { stride, precision } = rows;
  const count = weights.length;
  const query = take(count * stride * (precision === 'int8' ? 2 : 4));
  const weightBlock = take(count * 4);
  if (precision === 'int8') {
    const scales = Float32Array.from(weights, (_, row) => {
      const target = kernels.view(query, Int16Array).subarray(row * stride, (row + 1) * stride);
      return quantiseQuery(data.subarray(row * dimensions, (row + 1) * dimensions), target);
    });
    kernels.view(weightBlock, Float32Array).set(weights.map((weight, row) => weight * scales[row]!));
  } else {
    setPadded(kernels, query, data, { dimensions, stride });
    kernels.view(weightBlock, Float32Array).set(weights);
  }
  return { query, weights: weightBlock, rows: count };
}

/** Runs of documents, from one to before another, with few enough rows to be scored at once: one document at least. */
function portionsOf(
  count: number,
  rowsOf: (i: number) => number,
  productsOfARow: number,
): [number, number][] {
  const most = Math.min(rowsAtOnce, productsAtOnce / productsOfARow);
  const portions: [number, number][] = [];
  for (let first = 0; first < count; ) {
    let end = first + 1;
    let rows = rowsOf(first);
    while (end < count && rows + rowsOf(end) <= most) rows += rowsOf(end++);
    portions.push([first, end]);
    first = end;
  }
  return portions;
}

function contiguous(data: MultivectorData, take: Take, first: number, end: number): Portion {
  const { kernels, rows, starts, codebook } = data;
  const documents = Uint32Array.from({ length: end - first }, (_, i) => first + i);
  if (isDirect(data)) return inPlace(data, take, documents);
  const count = starts[end]! - starts[first]!;
  const decoded = take(count * rows.stride * 4);
  decodeRows(kernels, rows, codebook, { first: starts[first]!, count, target: decoded });
  return inOrder(data, take, documents, decoded, count);
}

async function scattered(data: MultivectorData, take: Take, documents: Uint32Array): Promise<Portion> {
  const { kernels, rows, starts, codebook } = data;
  if (isDirect(data)) return inPlace(data, take, documents);
  const selected = rowsOf(starts, documents);
  const decoded = take(selected.length * rows.stride * 4);
  await gatherRows(kernels, rows, codebook, selected, decoded);
  return inOrder(data, take, documents, decoded, selected.length);
}

function inPlace(data: MultivectorData, take: Take, documents: Uint32Array): Portion {
  return { rows: data.rows.block, ...rangesOf(data, take, documents, (n) => data.starts[n]!) };
}

/** Of rows that lie one document after another. */
function inOrder(
  data: MultivectorData,
  take: Take,
  documents: Uint32Array,
  decoded: Block,
  count: number,
): Portion {
  const { kernels, rows, starts, codebook } = data;
  let next = 0;
  const firstOf = (n: number): number => {
    const first = next;
    next += starts[n + 1]! - starts[n]!;
    return first;
  };
  const scales = unitScales(kernels, rows, codebook, { decoded, count, take });
  return { rows: decoded, ...rangesOf(data, take, documents, firstOf), ...(scales && { scales }) };
}

/** The row numbers of documents, one document after another. */
export function rowsOf(starts: Uint32Array, documents: Uint32Array): Uint32Array {
  const selected: number[] = [];
  for (const n of documents) for (let row = starts[n]!; row < starts[n + 1]!; row++) selected.push(row);
  return Uint32Array.from(selected);
}

function rangesOf(
  { kernels, starts }: MultivectorData,
  take: Take,
  documents: Uint32Array,
  firstOf: (document: number) => number,
): Pick<Portion, 'ranges' | 'documentCount'> {
  const ranges = take(documents.length * 8);
  const view = kernels.view(ranges, Uint32Array);
  documents.forEach((n, i) => {
    view[2 * i] = firstOf(n);
    view[2 * i + 1] = starts[n + 1]! - starts[n]!;
  });
  return { ranges, documentCount: documents.length };
}

async function scorePortion(
  data: MultivectorData,
  asked: Asked,
  portion: Portion,
  scores: Block,
): Promise<void> {
  const { kernels, rows } = data;
  if (portion.scales) return scoreScaled(data, asked, portion, portion.scales, scores);
  const { query, weights, rows: queryRows } = asked;
  const scan = { query, queryRows, weights, ...portion, stride: rows.stride, scores };
  if (rows.precision === 'int8') kernels.maxSimInt8({ ...scan, scales: rows.scales as Block });
  else kernels.maxSim(scan);
}

/** The same for rows that are to be multiplied: their products are, which are fewer numbers than they have. */
function scoreScaled(
  { kernels, rows: { stride } }: MultivectorData,
  { query, weights, rows: queryCount }: Asked,
  { rows, ranges, documentCount }: Portion,
  scales: Float32Array,
  scores: Block,
): Promise<void> {
  const rowCount = scales.length;
  return withBlocks(kernels, (take) => {
    const block = take(queryCount * rowCount * 4);
    kernels.dot({ queries: query, queryCount, rows, rowCount, stride, scores: block });
    const products = kernels.view(block, Float32Array);
    const weight = kernels.view(weights, Float32Array);
    const range = kernels.view(ranges, Uint32Array);
    const target = kernels.view(scores, Float32Array);
    for (let document = 0; document < documentCount; document++) {
      const first = range[2 * document]!;
      const end = first + range[2 * document + 1]!;
      let total = 0;
      for (let i = 0; i < queryCount; i++) {
        let most = Number.NEGATIVE_INFINITY;
        for (let row = first, at = i * rowCount + first; row < end; row++, at++) {
          const product = products[at]! * scales[row]!;
          if (product > most) most = product;
        }
        total += weight[i]! * most;
      }
      target[document] = total;
    }
  });
}
