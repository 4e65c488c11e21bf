/**
 * Rank-biased centroids: a document's chance to be looked at, over all rankings.
 *
 *     score(d) = Σ_i (1 − φ) · φ^(r_i(d) − 1)
 *
 * Bailey et al.: Retrieval consistency in the presence of query variations, SIGIR 2017. As ranx 0.3.21 (`rbc`) and as
 * trectools' RBP fusion (φ = 0.8). The value of a rank falls below the smallest number near rank −709 / ln φ (3,300 for
 * 0.8); documents further down follow by id.
 */
import { type Fuser, optionError } from '@reprise/spec';
import { accumulate } from '../internal/accumulate.js';
import { createFuser } from '../internal/create-fuser.js';

export interface RbcOptions {
  /** φ, between 0 and 1: how patient the reader is. Default 0.8 (trectools). */
  readonly phi?: number;
}

export function rbc(options: RbcOptions = {}): Fuser {
  const { phi = 0.8 } = options;
  if (!(phi > 0 && phi < 1)) throw optionError('phi', phi, 'a number between 0 and 1');
  return createFuser('rbc', (candidates) => accumulate(candidates, (rank) => (1 - phi) * phi ** (rank - 1)));
}
