import { weightedDifferences } from '../risk/u-risk.js';
import { checkOutcomes, type GateOutcomes } from './outcomes.js';

export interface GateCurveOptions extends GateOutcomes {
  /** How much more a loss weighs than a gain, ≥ 0. Default 0: the mean gain. */
  readonly alpha?: number;
}

export interface GatePoint {
  /** The threshold: Infinity, a number halfway between two neighbouring predictions, or -Infinity. */
  readonly atLeast: number;
  /** How many queries pass. */
  readonly passed: number;
  /** URisk_alpha of the gated queries against the first pass; with alpha 0 the mean gain. */
  readonly uRisk: number;
}

/**
 * Every decision that a threshold can make on these queries, from the strictest, which lets none through, to the one
 * that lets all through that found something. Queries with equal predictions go together. Plain data.
 */
export function gateCurve(options: GateCurveOptions): readonly GatePoint[] {
  const { never, always, predictions, alpha = 0 } = options;
  checkOutcomes(options);
  const weighted = weightedDifferences(never, always, alpha);
  const found = predictions
    .flatMap((prediction, i) => (prediction === undefined ? [] : [{ prediction, delta: weighted[i]! }]))
    .sort((a, b) => b.prediction - a.prediction);
  const points: GatePoint[] = [{ atLeast: Number.POSITIVE_INFINITY, passed: 0, uRisk: 0 }];
  let sum = 0;
  found.forEach(({ prediction, delta }, i) => {
    sum += delta;
    const next = found[i + 1]?.prediction;
    if (next === prediction) return;
    points.push({
      atLeast: next === undefined ? Number.NEGATIVE_INFINITY : between(next, prediction),
      passed: i + 1,
      uRisk: sum / never.length,
    });
  });
  return points;
}

/** Halfway, or the upper one where numbers have no room between the two; neither sum nor difference overflows. */
function between(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle > lower ? middle : upper;
}
