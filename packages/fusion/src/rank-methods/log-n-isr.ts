/**
 * logN ISR: as logISR, with a little for documents of one ranking only.
 *
 *     score(d) = ln(m(d) + σ) · Σ_i 1 / r_i(d)²
 *
 * Mourão, Martins and Magalhães: Multimodal medical information retrieval with unsupervised rank fusion,
 * Computerized Medical Imaging and Graphics 39, 2015. As ranx 0.3.21
 * (`logn_isr`).
 */
import { type Fuser, optionError } from '@reprise/spec';
import { accumulate, countHolders } from '../internal/accumulate.js';
import { createFuser } from '../internal/create-fuser.js';

export interface LogNIsrOptions {
  /** σ, above 0: added to the number of rankings. Default 0.01 (ranx). */
  readonly sigma?: number;
}

export function logNIsr(options: LogNIsrOptions = {}): Fuser {
  const { sigma = 0.01 } = options;
  if (!(sigma > 0 && Number.isFinite(sigma))) throw optionError('sigma', sigma, 'a finite number above 0');
  return createFuser('logNIsr', (candidates) => {
    const holders = countHolders(candidates);
    return accumulate(candidates, (rank) => 1 / rank ** 2).map(
      (sum, d) => Math.log(holders[d]! + sigma) * sum,
    );
  });
}
