/**
 * uniCOIL: a word weighs as its own tokens do, w_j = max (document) or Σ (query) of relu(W·hᵢ + b) over the tokens i of
 * word j. Lin and Ma, arXiv 2106.14807; as in Pyserini, `[CLS]` and padding are skipped and `[SEP]` is a term.
 */
import { checkWeight } from './check-weight.js';
import type { WeightedIds } from './to-terms.js';

/** `weights` has one number a token of `ids`. */
export function uniCoilWeights(
  ids: readonly number[],
  weights: Float32Array,
  role: 'query' | 'document',
  skipped: ReadonlySet<number>,
  path: string,
): WeightedIds {
  const found = new Map<number, number>();
  ids.forEach((id, i) => {
    const weight = checkWeight(weights[i]!, i, path);
    if (skipped.has(id) || weight <= 0) return;
    const before = found.get(id) ?? 0;
    found.set(id, role === 'query' ? before + weight : Math.max(before, weight));
  });
  return [...found].map(([id, weight]) => [id, Math.fround(weight)] as const).sort(([a], [b]) => a - b);
}
