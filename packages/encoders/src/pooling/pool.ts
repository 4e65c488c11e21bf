/**
 * One vector of a text's token rows. The modes are those of sentence-transformers' Pooling module; several are laid
 * side by side, in the order below. Padding is never seen: the rows of a text are the first of its batch row.
 *
 *     cls = h₁    max = maxᵢ hᵢ    mean = Σhᵢ / n    meanSqrt = Σhᵢ / √n    weightedMean = Σ i·hᵢ / Σ i    last = hₙ
 */
export const poolingModes = ['cls', 'max', 'mean', 'meanSqrt', 'weightedMean', 'last'] as const;
export type PoolingMode = (typeof poolingModes)[number];

/** Token rows of one text: `length` rows of `width` from `offset` on. */
export interface TokenRows {
  readonly data: Float32Array;
  readonly offset: number;
  readonly length: number;
  readonly width: number;
  /** Rows at the start that the sums and the maximum leave out. */
  readonly skip: number;
}

export function pool(modes: readonly PoolingMode[], rows: TokenRows): Float64Array {
  const pooled = new Float64Array(modes.length * rows.width);
  modes.forEach((mode, i) => {
    fill(mode, rows, pooled.subarray(i * rows.width, (i + 1) * rows.width));
  });
  return pooled;
}

function fill(mode: PoolingMode, { data, offset, length, width, skip }: TokenRows, into: Float64Array): void {
  if (mode === 'cls' || mode === 'last') {
    const row = offset + (mode === 'cls' ? 0 : length - 1) * width;
    for (let d = 0; d < width; d++) into[d] = data[row + d]!;
    return;
  }
  // A text that is all prefix has no row left to take; it has its rows back rather than no direction at all.
  const first = skip < length ? skip : 0;
  if (mode === 'max') into.fill(Number.NEGATIVE_INFINITY);
  let total = 0;
  for (let i = first; i < length; i++) {
    const row = offset + i * width;
    const weight = mode === 'weightedMean' ? i + 1 : 1;
    total += weight;
    if (mode === 'max') for (let d = 0; d < width; d++) into[d] = Math.max(into[d]!, data[row + d]!);
    else for (let d = 0; d < width; d++) into[d]! += weight * data[row + d]!;
  }
  if (mode === 'max') return;
  const divisor = mode === 'meanSqrt' ? Math.sqrt(total) : total;
  for (let d = 0; d < width; d++) into[d]! /= divisor;
}
