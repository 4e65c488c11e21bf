/** A term and its weight; lists of them stand for sparse vectors. */
export type WeightedTerm = readonly [term: string, weight: number];

/** Weight descending, then term ascending by UTF-16 units: the order in which the reference cuts vectors. */
export function byWeight([a, x]: WeightedTerm, [b, y]: WeightedTerm): number {
  return y - x || (a < b ? -1 : 1);
}

/** The `count` heaviest terms that pass; asks no more than it must, as a look-up of a frequency costs more than a sort. */
export function heaviest(
  terms: readonly WeightedTerm[],
  count: number,
  passes: (term: string) => boolean = () => true,
): readonly WeightedTerm[] {
  const kept: WeightedTerm[] = [];
  for (const entry of [...terms].sort(byWeight)) {
    if (kept.length === count) break;
    if (passes(entry[0])) kept.push(entry);
  }
  return kept;
}

/** L1 norm, in float64. */
export function l1Norm(terms: readonly WeightedTerm[]): number {
  return terms.reduce((sum, [, weight]) => sum + Math.abs(weight), 0);
}

/** Euclidean norm, in float64. */
export function l2Norm(terms: readonly WeightedTerm[]): number {
  return Math.sqrt(terms.reduce((sum, [, weight]) => sum + weight * weight, 0));
}

/** Divided by the largest size of a weight; a vector of nothing but 0 stays. */
export function scaledToMaximum(terms: readonly WeightedTerm[]): readonly WeightedTerm[] {
  const maximum = terms.reduce((largest, [, weight]) => Math.max(largest, Math.abs(weight)), 0);
  return maximum === 0 ? terms : terms.map(([term, weight]) => [term, weight / maximum]);
}
