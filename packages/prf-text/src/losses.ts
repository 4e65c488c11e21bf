/**
 * What trained query encoders were trained for, to see how well one keeps to it on queries of one's own.
 *
 *     L = −log( e^{s⁺} / (e^{s⁺} + Σ e^{s⁻}) )                                  ranking loss, ANCE-PRF (arXiv 2108.13454)
 *     L_cr = mean over pairs of depths a > b of max(0, L(a) − L(b))             LoL (arXiv 2204.11545)
 *
 * LoL minimises the mean of L over depths + λ·L_cr.
 */
import { optionError } from '@reprise/spec';

/** `positive`: score of a relevant document; `negatives`: of others. */
export function rankingLoss(positive: number, negatives: readonly number[]): number {
  // Shifted by the largest score, so that no exponential is infinite.
  const scores = [positive, ...negatives];
  const largest = scores.reduce((a, b) => Math.max(a, b));
  const sum = scores.reduce((total, score) => total + Math.exp(score - largest), 0);
  return largest - positive + Math.log(sum);
}

/** How much worse more feedback did than less, over the ranking losses of one query by depth; 0 where it never did. */
export function lolRegulariser(losses: ReadonlyMap<number, number>): number {
  if (losses.size < 2) throw optionError('losses', losses.size, 'losses of two depths or more');
  const byDepth = [...losses].sort(([a], [b]) => a - b).map(([, loss]) => loss);
  let sum = 0;
  let pairs = 0;
  byDepth.forEach((more, i) => {
    for (const less of byDepth.slice(0, i)) {
      sum += Math.max(0, more - less);
      pairs++;
    }
  });
  return sum / pairs;
}
