import fc from 'fast-check';

/** Finite float32 numbers without -0, which addition does not keep. */
export function numbers(min: number, max: number): fc.Arbitrary<number> {
  return fc.float({ min, max, noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
}
