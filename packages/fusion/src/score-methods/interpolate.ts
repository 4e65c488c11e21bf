/**
 * Interpolation of two rankings.
 *
 *     score(d) = λ · ŝ_1(d) + (1 − λ) · ŝ_2(d)
 *
 * Li et al.: To interpolate or not to interpolate, SIGIR 2022, arXiv 2205.00235: λ 0.5 throughout, ranking 1 the sparse
 * one. The paper does not say what a document gets from a ranking that lacks it; the code of the same group takes 0 after
 * min-max, in which all-equal scores become 1, and so do the defaults here.
 */
import { type Fuser, optionError } from '@reprise/spec';
import type { NormaliseOption } from '../normalisers/normalise-option.js';
import { type AbsentOption, linear } from './weighted-sum.js';

export interface InterpolateOptions extends NormaliseOption, AbsentOption {
  /** λ, from 0 to 1: weight of the first ranking; the second has the rest. Default 0.5 (arXiv 2205.00235). */
  readonly weight?: number;
}

/** A number stands for `{ weight }`. */
export function interpolate(options: number | InterpolateOptions = {}): Fuser {
  const given = typeof options === 'number' ? { weight: options } : options;
  const { weight = 0.5 } = given;
  if (!(weight >= 0 && weight <= 1)) throw optionError('weight', weight, 'a number from 0 to 1');
  return linear('interpolate', [weight, 1 - weight], given);
}
