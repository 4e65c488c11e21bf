/**
 * Logits l to one number, higher is better; g is the label that a good document has.
 *
 *     identity   l_g − log Σ_{j≠g} e^{l_j}     log-odds: the logit itself of one label, the difference of two
 *     sigmoid    1 / (1 + e^{−l_g})
 *     softmax    e^{l_g} / Σ_j e^{l_j}         the sigmoid of the log-odds
 *
 * Departure from sentence-transformers, whose `identity` gives several labels as a list: a ranking needs one number.
 */
import type { ScoreActivation } from './cross-encoder.js';

export function scoreOf(logits: Float32Array, good: number, activation: ScoreActivation): number {
  const own = logits[good]!;
  if (activation === 'sigmoid') return sigmoid(own);
  const others = logits.filter((_, i) => i !== good);
  const odds = others.length === 0 ? own : own - logSum(others);
  return activation === 'identity' ? odds : sigmoid(odds);
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function logSum(values: Float32Array): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
