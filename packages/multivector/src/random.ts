/** Whole numbers below a bound, the same ones each time: Marsaglia's xorshift of 32 bits (2003). */
export function seededNumbers(seed: number): (bound: number) => number {
  let state = Math.imul(seed, 0x9e3779b9) | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 2 ** 32) * bound);
  };
}
