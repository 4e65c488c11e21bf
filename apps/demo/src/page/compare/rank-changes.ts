import type { HitAnswer } from '../../api/types.js';

/** Where a document stands on both sides, from 1; absent where it is not among that side's hits. */
export interface Ranks {
  readonly left?: number;
  readonly right?: number;
}

/** Both ranks of every document that either side found. */
export function ranksOf(
  left: readonly Pick<HitAnswer, 'id' | 'rank'>[],
  right: readonly Pick<HitAnswer, 'id' | 'rank'>[],
): ReadonlyMap<string, Ranks> {
  const ranks = new Map<string, Ranks>(left.map(({ id, rank }) => [id, { left: rank }]));
  for (const { id, rank } of right) ranks.set(id, { ...ranks.get(id), right: rank });
  return ranks;
}

/** How the right side differs from the left one among its first hits. */
export interface Difference {
  /** Documents among the right's first that are not among the left's first. */
  readonly entered: readonly string[];
  /** The one of the right's first hits whose rise matters most: by the difference of its reciprocal ranks. */
  readonly riser?: { readonly id: string; readonly from: number; readonly to: number };
}

export function differenceOf(ranks: ReadonlyMap<string, Ranks>, depth: number): Difference {
  const entered: string[] = [];
  let riser: Difference['riser'];
  for (const [id, { left, right }] of ranks) {
    if (right === undefined || right > depth) continue;
    if (left === undefined || left > depth) entered.push(id);
    if (left === undefined || left <= right) continue;
    const rise = { id, from: left, to: right };
    if (riser === undefined || weightOf(rise) > weightOf(riser)) riser = rise;
  }
  return { entered, ...(riser && { riser }) };
}

const weightOf = ({ from, to }: { readonly from: number; readonly to: number }): number => 1 / to - 1 / from;
