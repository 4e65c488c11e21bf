import { randomBits } from './random-bits.js';

/** Deterministic random numbers, drawn so that the awkward ones of float32 come up often. */
export interface Random {
  /** A 32-bit unsigned integer. */
  readonly bits: () => number;
  /** An integer of at least 0, below `end`. */
  readonly below: (end: number) => number;
  /** A float32: mostly between −1 and 1, sometimes 0, −0, subnormal, or close to the largest. */
  readonly value: () => number;
}

export function random(seed: number): Random {
  const bits = randomBits(seed);
  const below = (end: number) => Math.floor((bits() / 2 ** 32) * end);
  const ordinary = () => Math.fround((bits() - 2 ** 31) / 2 ** 31);
  const value = () => {
    switch (below(40)) {
      case 0:
        return 0;
      case 1:
        return -0;
      case 2:
        return Math.fround(ordinary() * 2 ** -130);
      case 3:
        return Math.fround(ordinary() * 2 ** 60);
      case 4:
        return Math.fround(ordinary() * 3.4e38);
      default:
        return ordinary();
    }
  };
  return { bits, below, value };
}
