/**
 * logISR: inverse square ranks, times the logarithm of the number of rankings that hold a document.
 *
 *     score(d) = ln(m(d)) · Σ_i 1 / r_i(d)²
 *
 * Mourão, Martins and Magalhães: Multimodal medical information retrieval with unsupervised rank fusion,
 * Computerized Medical Imaging and Graphics 39, 2015. As ranx 0.3.21
 * (`log_isr`). As ln 1 = 0, every document of one ranking only gets 0, whatever its rank there, and follows by id: a
 * ranking that is given alone loses its order. `logNIsr` is the paper's own remedy.
 */
import type { Fuser } from '@reprise/spec';
import { accumulate, countHolders } from '../internal/accumulate.js';
import { createFuser } from '../internal/create-fuser.js';

export function logIsr(): Fuser {
  return createFuser('logIsr', (candidates) => {
    const holders = countHolders(candidates);
    return accumulate(candidates, (rank) => 1 / rank ** 2).map((sum, d) => Math.log(holders[d]!) * sum);
  });
}
