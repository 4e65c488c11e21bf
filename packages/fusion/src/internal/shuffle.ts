/** The items in an order that `seed`, a whole number below 2³², decides: Fisher–Yates over mulberry32. */
export function shuffle<T>(items: readonly T[], seed: number): readonly T[] {
  const shuffled = [...items];
  let state = seed;
  for (let i = shuffled.length - 1; i > 0; i--) {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    const j = Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * (i + 1));
    const moved = shuffled[i]!;
    shuffled[i] = shuffled[j]!;
    shuffled[j] = moved;
  }
  return shuffled;
}
