/**
 * Wilcoxon's signed-rank test, two-sided. The queries are ranked by |δᵢ|, equal ones sharing their mean rank:
 *
 *     W⁺ = Σ_{δᵢ>0} rᵢ,   W⁻ = Σ_{δᵢ<0} rᵢ,   p = min(1, 2 · P(W ≤ min(W⁺, W⁻)))           over all signs, or
 *     z = (W⁺ − μ) / σ,   p = 2 · Φ(−|z|),   μ = n(n + 1)/4,   σ² = [n(n + 1)(2n + 1) − Σ (t³ − t)/2] / 24
 *
 * t: sizes of the groups of equal |δᵢ|. F. Wilcoxon, Individual comparisons by ranking methods, Biometrics 1 (1945);
 * for retrieval: Smucker, Allan, Carterette, CIKM 2007, who advise against it: it sees ranks of differences, no means.
 * `pratt` corrects μ and σ for the k zeros as E. Cureton, JASA 62 (1967) has it: n terms less the same terms of k.
 *
 * The conventions are those of `scipy.stats.wilcoxon(system, baseline)` of 1.17, its `method='auto'` included.
 */
import { optionError } from '@reprise/spec';
import { differences } from './differences.js';
import { mean } from './moments.js';
import { normalCdf } from './normal.js';

export interface WilcoxonOptions {
  /**
   * Queries without a difference: left out before ranking (`wilcox`, the default, as scipy), ranked and then left out
   * (`pratt`), or ranked and half given to either side (`zsplit`).
   */
  readonly zeros?: 'wilcox' | 'pratt' | 'zsplit';
  /** Move z by half a rank towards 0. No part of an exact p. Default false, as scipy. */
  readonly continuity?: boolean;
  /**
   * `normal`: the approximation, scipy's `asymptotic`. `auto` (the default, as scipy): all assignments of signs are
   * counted for at most 50 queries of which none is 0 and no two are equal in size, and for at most 13 in any case.
   */
  readonly method?: 'auto' | 'normal';
}

export interface WilcoxonTest {
  /** Mean of system − baseline. */
  readonly meanDifference: number;
  /** The smaller of W⁺ and W⁻. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
  /** Whether every assignment of signs was counted. */
  readonly exact: boolean;
}

/**
 * One value a query in both lists, in the same order; else `INVALID_INPUT`. p is NaN where no query differs and the
 * approximation is used without `zsplit`, and 1 where none differs and it is exact.
 */
export function wilcoxonTest(
  baseline: readonly number[],
  system: readonly number[],
  options: WilcoxonOptions = {},
): WilcoxonTest {
  const { zeros = 'wilcox', continuity = false, method = 'auto' } = options;
  if (!['wilcox', 'pratt', 'zsplit'].includes(zeros)) {
    throw optionError('zeros', zeros, 'wilcox, pratt or zsplit');
  }
  if (method !== 'auto' && method !== 'normal') throw optionError('method', method, 'auto or normal');
  const all = differences(baseline, system);
  const delta = all.filter((difference) => difference !== 0);
  // How many zeros are ranked.
  const none = zeros === 'wilcox' ? 0 : all.length - delta.length;
  const { ranks, ties } = rank(delta.map(Math.abs), none);

  const sum = (wanted: number): number =>
    ranks.reduce((total, r, i) => (Math.sign(delta[i]!) === wanted ? total + r : total), 0);
  const less = Math.min(sum(1), sum(-1));
  // Either side gets half the ranks 1 … k of the k zeros.
  const statistic = less + (zeros === 'zsplit' ? (none * (none + 1)) / 4 : 0);

  const left = zeros === 'pratt' ? none : 0;
  const n = delta.length + none;
  const centre = (n * (n + 1) - left * (left + 1)) / 4;
  const cubes = n * (n + 1) * (2 * n + 1) - left * (left + 1) * (2 * left + 1);
  const tied = ties + (zeros === 'zsplit' ? none ** 3 - none : 0);
  const distance = centre - statistic - (continuity && statistic < centre ? 0.5 : 0);

  const plain = delta.length === all.length && ties === 0;
  const exact = method === 'auto' && all.length <= (plain ? 50 : 13);
  const p = exact
    ? exactP(ranks, less)
    : 2 * normalCdf(-Math.abs(distance) / Math.sqrt((cubes - tied / 2) / 24));
  return Object.freeze({ meanDifference: mean(all), statistic, p, exact });
}

/** Mean ranks, from `none` + 1 on, of sizes above 0, and Σ (t³ − t) over the groups of equal ones. */
function rank(
  sizes: readonly number[],
  none: number,
): { readonly ranks: readonly number[]; readonly ties: number } {
  const ascending = sizes.map((_, i) => i).sort((a, b) => sizes[a]! - sizes[b]!);
  const ranks = sizes.map(() => 0);
  let ties = 0;
  for (let start = 0, end = 0; start < ascending.length; start = end) {
    while (end < ascending.length && sizes[ascending[end]!] === sizes[ascending[start]!]) end++;
    for (const i of ascending.slice(start, end)) ranks[i] = none + (start + 1 + end) / 2;
    ties += (end - start) ** 3 - (end - start);
  }
  return { ranks, ties };
}

/** 2 · P(W ≤ less): how often each sum of ranks comes up over all signs. Mean ranks are halves: doubled, they index. */
function exactP(ranks: readonly number[], less: number): number {
  const total = ranks.reduce((sum, r) => sum + 2 * r, 0);
  const share = new Float64Array(total + 1);
  share[0] = 1;
  for (const r of ranks) {
    for (let i = total; i >= 0; i--) share[i] = (share[i]! + (share[i - 2 * r] ?? 0)) / 2;
  }
  const tail = share.subarray(0, 2 * less + 1).reduce((sum, one) => sum + one, 0);
  return Math.min(1, 2 * tail);
}
