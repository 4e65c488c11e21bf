/**
 * Residual codes: what a row lacks of its centroid, r = x − c, as b bits a dimension and a scale,
 *
 *     x ≈ c + s·t,   tᵢ = the level nearest to rᵢ / √(|r|² / dimensions),   s = r·t / t·t
 *
 * The levels are those of least square error for normally distributed numbers (Max, IRE Trans. Inf. Theory 6, 1960;
 * Lloyd, IEEE Trans. Inf. Theory 28, 1982), which turned rows have, nearly (`turn-rows.ts`; EDEN: Vargaftik et al.,
 * ICML 2022, arXiv 2108.08842). s is the factor of least square error for these tᵢ, rounded to half precision.
 *
 * Departure from ColBERTv2 (Santhanam et al., NAACL 2022, arXiv 2112.01488), which learns 2^b levels from the quantiles of
 * all residuals, has no scale and turns nothing: with two bytes more a row this leaves about half of its square error.
 */
import { decodeHalf, encodeHalf } from '@reprise/kernels';

export type Bits = 1 | 2 | 4;

/** Positive levels of 2, 4 and 16 in all, ascending; the others are their negatives. */
const positiveLevels = {
  1: [0.7978846],
  2: [0.45278, 1.5104176],
  4: [0.128395, 0.3880483, 0.6567591, 0.9423405, 1.2562312, 1.6180464, 2.0690172, 2.7325896],
} as const;

const largestHalf = 65504;

/** What each code stands for where the scale is 1, ascending. */
export const levels: Readonly<Record<Bits, Float32Array>> = {
  1: levelsOf(positiveLevels[1]),
  2: levelsOf(positiveLevels[2]),
  4: levelsOf(positiveLevels[4]),
};

/** Midway between neighbouring levels. */
const cutoffs: Readonly<Record<Bits, Float32Array>> = {
  1: cutoffsOf(levels[1]),
  2: cutoffsOf(levels[2]),
  4: cutoffsOf(levels[4]),
};

/** Writes the codes, lowest bits of a byte first, into `target`, all 0 before, and returns the scale. */
export function encodeResidual(residual: Float32Array, bits: Bits, target: Uint8Array): number {
  const [values, cuts] = [levels[bits], cutoffs[bits]];
  let square = 0;
  for (let i = 0; i < residual.length; i++) square += residual[i]! * residual[i]!;
  if (square === 0) return 0;
  const perUnit = Math.sqrt(residual.length / square);
  let product = 0;
  let norm = 0;
  for (let i = 0, bit = 0; i < residual.length; i++, bit += bits) {
    const share = residual[i]! * perUnit;
    let code = 0;
    for (let step = values.length >> 1; step > 0; step >>= 1)
      if (share > cuts[code + step - 1]!) code += step;
    target[bit >> 3]! |= code << (bit & 7);
    product += residual[i]! * values[code]!;
    norm += values[code]! * values[code]!;
  }
  return toHalf(Math.min(largestHalf, product / norm));
}

function toHalf(value: number): number {
  const [half, rounded] = [new Uint16Array(1), new Float32Array(1)];
  encodeHalf(Float32Array.of(value), half);
  decodeHalf(half, rounded);
  return rounded[0]!;
}

function levelsOf(positive: readonly number[]): Float32Array {
  return Float32Array.of(...positive.map((level) => -level).reverse(), ...positive);
}

function cutoffsOf(values: Float32Array): Float32Array {
  return values.slice(1).map((value, i) => (values[i]! + value) / 2);
}
