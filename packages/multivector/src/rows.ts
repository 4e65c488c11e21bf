import { type Block, encodeHalf, type Kernels, paddedLength, quantiseInt8 } from '@reprise/kernels';
import type { PlacedCodebook } from './codebook.js';
import { allocate, type Take, withBlocks } from './memory.js';
import { bitsOf, type Precision } from './precision.js';
import { encodeResidual, levels } from './residual-codes.js';

/** Token rows in the kernels' memory, each filled up with zeros to `stride` values. */
export interface Rows {
  readonly precision: Precision;
  readonly count: number;
  readonly dimensions: number;
  readonly stride: number;
  /** Numbers, or codes. */
  readonly block: Block;
  /** Float32. Of `int8` what a step of each row is worth, of residual codes what a level of 1 is; those are halves. */
  readonly scales: Block | undefined;
  /** Of residual codes: what a code stands for. */
  readonly levels: Block | undefined;
  /** The centroid of each row, uint32. */
  readonly centroidIds: Block;
}

/** Bytes of one padded row. */
export function rowBytes({ precision, stride }: Pick<Rows, 'precision' | 'stride'>): number {
  const bits = bitsOf(precision) ?? { f32: 32, f16: 16, int8: 8 }[precision as 'f32' | 'f16' | 'int8'];
  return (stride * bits) / 8;
}

export function allocateRows(
  kernels: Kernels,
  precision: Precision,
  count: number,
  dimensions: number,
): Rows {
  return takeRows(kernels, (bytes) => allocate(kernels, bytes), precision, count, dimensions);
}

function takeRows(
  kernels: Kernels,
  take: Take,
  precision: Precision,
  count: number,
  dimensions: number,
): Rows {
  const stride = paddedLength(dimensions);
  const bits = bitsOf(precision);
  const table = bits && take(levels[bits].byteLength);
  if (table) kernels.view(table, Float32Array).set(levels[bits]);
  return {
    precision,
    count,
    dimensions,
    stride,
    block: take(count * rowBytes({ precision, stride })),
    scales: table || precision === 'int8' ? take(count * 4) : undefined,
    levels: table,
    centroidIds: take(count * 4),
  };
}

/** Encodes numbers into a row whose centroid is known. */
export function setRow(
  kernels: Kernels,
  rows: Rows,
  { book }: PlacedCodebook,
  { row, values, centroid }: { row: number; values: Float32Array; centroid: number },
): void {
  const { precision, stride, block, dimensions } = rows;
  const start = row * stride;
  kernels.view(rows.centroidIds, Uint32Array)[row] = centroid;
  if (precision === 'f32') kernels.view(block, Float32Array).set(values, start);
  else if (precision === 'f16') {
    encodeHalf(values, kernels.view(block, Uint16Array).subarray(start, start + dimensions));
  } else if (precision === 'int8') {
    const scale = quantiseInt8(values, kernels.view(block, Int8Array).subarray(start, start + stride));
    kernels.view(rows.scales as Block, Float32Array)[row] = scale;
  } else {
    const bytes = rowBytes(rows);
    const target = kernels.view(block, Uint8Array).subarray(row * bytes, (row + 1) * bytes);
    const first = centroid * dimensions;
    const residual = values.map((value, i) => value - book.centroids[first + i]!);
    kernels.view(rows.scales as Block, Float32Array)[row] = encodeResidual(
      residual,
      bitsOf(precision)!,
      target,
    );
  }
}

/**
 * Decodes rows that lie together into float32 rows of `stride`. Those of residual codes have then to be multiplied by
 * `unitScales`: it is cheaper to do so with their products.
 */
export function decodeRows(
  kernels: Kernels,
  rows: Rows,
  placed: PlacedCodebook,
  { first, count, target }: { first: number; count: number; target: Block },
): void {
  const { precision, stride, block, dimensions } = rows;
  const bits = bitsOf(precision);
  if (bits !== undefined) {
    kernels.decodeResiduals({
      codes: block,
      scales: rows.scales as Block,
      centroidIds: rows.centroidIds,
      centroids: placed.centroids,
      table: rows.levels as Block,
      bits,
      firstRow: first,
      rowCount: count,
      stride,
      dimensions,
      target,
    });
  } else if (precision === 'f16') {
    kernels.decodeHalf({ source: block, first: first * stride, count: count * stride, target });
  } else if (precision === 'f32') {
    const source = kernels.view(block, Float32Array);
    kernels.view(target, Float32Array).set(source.subarray(first * stride, (first + count) * stride));
  } else {
    const codes = kernels.view(block, Int8Array);
    const scales = kernels.view(rows.scales as Block, Float32Array);
    const decoded = kernels.view(target, Float32Array);
    for (let row = 0; row < count; row++) {
      const scale = scales[first + row]!;
      const from = (first + row) * stride;
      for (let i = 0; i < stride; i++) decoded[row * stride + i] = codes[from + i]! * scale;
    }
  }
}

/** Decodes rows that lie anywhere. */
export function gatherRows(
  kernels: Kernels,
  rows: Rows,
  placed: PlacedCodebook,
  selected: Uint32Array,
  target: Block,
): Promise<void> {
  return withBlocks(kernels, (take) => {
    if (rows.precision === 'f32') {
      kernels.gather({ rows: rows.block, rowBytes: rowBytes(rows), selected, target });
      return;
    }
    const near = takeRows(kernels, take, rows.precision, selected.length, rows.dimensions);
    kernels.gather({ rows: rows.block, rowBytes: rowBytes(rows), selected, target: near.block });
    if (rows.levels)
      kernels.gather({ rows: rows.centroidIds, rowBytes: 4, selected, target: near.centroidIds });
    if (rows.scales && near.scales)
      kernels.gather({ rows: rows.scales, rowBytes: 4, selected, target: near.scales });
    decodeRows(kernels, near, placed, { first: 0, count: selected.length, target });
  });
}

/**
 * What brings each of decoded rows to length 1, as ColBERTv2 does where the rows that were coded had it; `undefined`
 * where nothing is to be done.
 */
export function unitScales(
  kernels: Kernels,
  { precision, stride }: Rows,
  { book }: PlacedCodebook,
  { decoded, count, take }: { decoded: Block; count: number; take: Take },
): Float32Array | undefined {
  if (bitsOf(precision) === undefined || !book.unit) return undefined;
  const squares = squaredLengths(kernels, { block: decoded, count, stride }, take);
  return squares.map((square) => (square === 0 ? 1 : 1 / Math.sqrt(square)));
}

/** Float32 rows of `stride`. */
export interface Matrix {
  readonly block: Block;
  readonly count: number;
  readonly stride: number;
}

/** ‖x‖² of each row. */
export function squaredLengths(kernels: Kernels, { block, count, stride }: Matrix, take: Take): Float32Array {
  const [zeros, scores] = [take(stride * 4), take(count * 4)];
  kernels.squaredDistance({ queries: zeros, rows: block, rowCount: count, stride, scores });
  return kernels
    .view(scores, Float32Array)
    .subarray(0, count)
    .map((distance) => -distance);
}

/** Copies rows as they are coded, from one index's memory to another's. */
export function copyRows(
  from: { readonly kernels: Kernels; readonly rows: Rows; readonly first: number },
  to: { readonly kernels: Kernels; readonly rows: Rows; readonly first: number },
  count: number,
): void {
  const copy = (source: Block, target: Block, bytes: number): void => {
    const bytesOf = from.kernels
      .view(source, Uint8Array)
      .subarray(from.first * bytes, (from.first + count) * bytes);
    to.kernels.view(target, Uint8Array).set(bytesOf, to.first * bytes);
  };
  copy(from.rows.block, to.rows.block, rowBytes(from.rows));
  copy(from.rows.centroidIds, to.rows.centroidIds, 4);
  if (from.rows.scales && to.rows.scales) copy(from.rows.scales, to.rows.scales, 4);
}
