/**
 * KLCorrect: `kl` with the part of all other terms beside.
 *
 *     e(t) = pₓ · log₂(pₓ / p_c) + pₓ · log₂((1 − pₓ) / (1 − p_c)),   pₓ = tfx / lx,   p_c = F / T;    e* = 1
 *
 * Symbols as in `kl`. The divergence of two Bernoulli variables has 1 − pₓ before the second logarithm; this is the
 * formula of Terrier 5.11 (`KLCorrect`), whose weights have no normaliser either and so are small beside the query's.
 * The frame, citation and departures: `dfr-expansion.ts`. Besides, where one term is all that the documents hold, the
 * second part would be −∞, and the term is left out.
 */
import type { FeedbackStrategy } from '@reprise/spec';
import { type DfrExpansionOptions, dfrExpansion } from './dfr-expansion.js';

/** KLCorrect feedback over terms. Warns with `NO_FEEDBACK_TERMS` where a query gained nothing. */
export function klCorrect(options: DfrExpansionOptions): FeedbackStrategy<'terms', 'terms', 'terms'> {
  return dfrExpansion(
    {
      name: 'klCorrect',
      weight: (tfx, F, { length, tokens }) => divergence(tfx / length, F / tokens),
      normaliser: () => 1,
    },
    options,
  );
}

/** pₓ · log₂(pₓ / p_c) + pₓ · log₂((1 − pₓ) / (1 − p_c)), which has the sign of pₓ − p_c. */
export function divergence(pX: number, pC: number): number {
  return pX * (Math.log2(pX / pC) + Math.log2((1 - pX) / (1 - pC)));
}
