import type { Bits } from './residual-codes.js';

/**
 * How token rows are stored: as float32, as half precision, as one byte a dimension with a scale a row, or as the
 * nearest centroid with 1, 2 or 4 bits a dimension, and a scale a row, for what is left (`residual-codes.ts`).
 */
export type Precision = 'f32' | 'f16' | 'int8' | 'residual1' | 'residual2' | 'residual4';

const residualBits = { f32: 0, f16: 0, int8: 0, residual1: 1, residual2: 2, residual4: 4 } as const;

export const precisions: readonly Precision[] = Object.keys(residualBits) as Precision[];

/** Bits a dimension of residual codes; `undefined` for what is stored without a centroid. */
export function bitsOf(precision: Precision): Bits | undefined {
  return residualBits[precision] || undefined;
}
