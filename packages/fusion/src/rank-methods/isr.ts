/**
 * ISR: inverse square ranks, times the number of rankings that hold a document.
 *
 *     score(d) = m(d) · Σ_i 1 / r_i(d)²
 *
 * Mourão, Martins and Magalhães: Multimodal medical information retrieval with unsupervised rank fusion,
 * Computerized Medical Imaging and Graphics 39, 2015. As ranx 0.3.21 (`isr`).
 */
import type { Fuser } from '@reprise/spec';
import { accumulate, countHolders } from '../internal/accumulate.js';
import { createFuser } from '../internal/create-fuser.js';

export function isr(): Fuser {
  return createFuser('isr', (candidates) => {
    const holders = countHolders(candidates);
    return accumulate(candidates, (rank) => 1 / rank ** 2).map((sum, d) => holders[d]! * sum);
  });
}
