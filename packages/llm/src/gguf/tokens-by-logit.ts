/**
 * The most probable tokens and those that were asked for by name:
 *
 *     log p(v) = logit(v) − log Σ exp(logit)
 *
 * over the whole vocabulary, summed in float64. Tokens whose score is not finite can never come and are left out.
 */
import type { NextToken } from '../model/language-model.js';

export function tokensByLogit(
  logits: ReadonlyMap<number, number>,
  count: number,
  kept: readonly number[],
  textOf: (id: number) => string,
): readonly NextToken[] {
  const known = [...logits].filter(([, logit]) => Number.isFinite(logit));
  known.sort(([a, x], [b, y]) => y - x || a - b);
  const most = known[0]?.[1] ?? 0;
  const logSum = Math.log(known.reduce((sum, [, logit]) => sum + Math.exp(logit - most), 0));
  const wanted = new Set(kept);
  return known
    .filter(([id], rank) => rank < count || wanted.has(id))
    .map(([id, logit]) => ({ text: textOf(id), id, logProbability: logit - most - logSum, logit }));
}
