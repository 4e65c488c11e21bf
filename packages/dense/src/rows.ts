import {
  type Block,
  encodeHalf,
  type Kernels,
  packSigns,
  paddedLength,
  quantiseInt4,
  quantiseInt8,
  quantiseQuery,
} from '@reprise/kernels';
import { RepriseError } from '@reprise/spec';
import type { Precision } from './vector-options.js';

/** Rows of one precision in the kernels' memory, each filled up with zeros to `stride` values. */
export interface Rows {
  readonly precision: Precision;
  readonly count: number;
  readonly dimensions: number;
  /** Values in a row; for `binary`, bytes. */
  readonly stride: number;
  readonly block: Block;
  /** Of `int8` and `int4`: what a step of each row is worth. */
  readonly scales: Block | undefined;
}

/** Bytes of one padded row. */
export function rowBytes({ precision, stride }: Pick<Rows, 'precision' | 'stride'>): number {
  return stride * { f32: 4, f16: 2, int8: 1, int4: 0.5, binary: 1 }[precision];
}

export function allocateRows(
  kernels: Kernels,
  precision: Precision,
  count: number,
  dimensions: number,
): Rows {
  const stride = paddedLength(precision === 'binary' ? Math.ceil(dimensions / 8) : dimensions);
  const block = allocate(kernels, count * rowBytes({ precision, stride }));
  const scales = hasScales(precision) ? allocate(kernels, count * 4) : undefined;
  return { precision, count, dimensions, stride, block, scales };
}

const hasScales = (precision: Precision): boolean => precision === 'int8' || precision === 'int4';

/** Encodes a vector into its row. */
export function setRow(kernels: Kernels, rows: Rows, row: number, vector: Float32Array): void {
  const { precision, stride, block } = rows;
  const start = row * stride;
  if (precision === 'f32') kernels.view(block, Float32Array).set(vector, start);
  else if (precision === 'f16') {
    encodeHalf(vector, kernels.view(block, Uint16Array).subarray(start, start + vector.length));
  } else if (precision === 'int8') {
    const scale = quantiseInt8(vector, kernels.view(block, Int8Array).subarray(start, start + stride));
    kernels.view(rows.scales as Block, Float32Array)[row] = scale;
  } else if (precision === 'int4') {
    const codes = kernels.view(block, Uint8Array).subarray(start / 2, (start + stride) / 2);
    kernels.view(rows.scales as Block, Float32Array)[row] = quantiseInt4(vector, codes);
  } else packSigns(vector, kernels.view(block, Uint8Array).subarray(start, start + stride));
}

/**
 * Puts a piece of unpadded rows, which begins `at` bytes after the first one's beginning, where it belongs in padded rows of
 * values of `width` bytes.
 */
export function setPadded(
  target: Uint8Array,
  piece: Uint8Array,
  at: number,
  dimensions: number,
  width: number,
): void {
  const [bytes, padded] = [dimensions * width, paddedLength(dimensions) * width];
  for (let from = 0; from < piece.length; ) {
    const [row, within] = [Math.floor((at + from) / bytes), (at + from) % bytes];
    const to = bytes === padded ? piece.length : Math.min(from + bytes - within, piece.length);
    target.set(piece.subarray(from, to), row * padded + within);
    from = to;
  }
}

/** Queries as a scan over such rows takes them, one after another. */
export function queryBlock(
  kernels: Kernels,
  { precision, stride }: Rows,
  queries: readonly Float32Array[],
): Block {
  const width = { f32: 4, f16: 4, int8: 2, int4: 2, binary: 1 }[precision];
  const block = allocate(kernels, queries.length * stride * width);
  queries.forEach((query, i) => {
    const [from, to] = [i * stride, (i + 1) * stride];
    if (hasScales(precision)) quantiseQuery(query, kernels.view(block, Int16Array).subarray(from, to));
    else if (precision === 'binary') packSigns(query, kernels.view(block, Uint8Array).subarray(from, to));
    else kernels.view(block, Float32Array).set(query, from);
  });
  return block;
}

/** Memory of the kernels, or a typed error where there is no more. */
export function allocate(kernels: Kernels, bytes: number): Block {
  try {
    return kernels.allocate(bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RepriseError(
      'LIMIT_EXCEEDED',
      `the vectors need more memory than WebAssembly has, 4 GiB (${cause.message}): store codes (precision int8, int4 or binary) ` +
        'with vectors on disk, fewer dimensions, or several indexes',
      { cause, details: { value: bytes } },
    );
  }
}
