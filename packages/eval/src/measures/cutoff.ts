import type { Topic } from './topic.js';

/** How many relevant documents stand within the first `k` ranks. */
export function ranksWithin({ ranks }: Topic, k: number): number {
  let low = 0;
  let high = ranks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranks[middle]! <= k) low = middle + 1;
    else high = middle;
  }
  return low;
}
