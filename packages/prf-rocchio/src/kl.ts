/**
 * KL: the term's part in the Kullback–Leibler divergence of the feedback documents from the collection.
 *
 *     e(t) = pₓ · log₂(pₓ / p_c) where pₓ ≥ p_c, else 0,   pₓ = tfx / lx,   p_c = F / T;    e* = tmax · log₂(T / lx) / lx
 *
 * tfx: occurrences in the feedback documents, which have lx terms, tmax: those of the term with the greatest e,
 * F: occurrences in the collection, which has T terms. As in Terrier 5.11 (`KL`). The frame, citation and departures:
 * `dfr-expansion.ts`; the model after Carpineto, de Mori, Romano, Bigi: An information-theoretic approach to
 * automatic query expansion, ACM TOIS 19(1), 2001.
 */
import type { FeedbackStrategy } from '@reprise/spec';
import { type DfrExpansionOptions, dfrExpansion } from './dfr-expansion.js';

/** KL feedback over terms. Warns with `NO_FEEDBACK_TERMS` where a query gained nothing. */
export function kl(options: DfrExpansionOptions): FeedbackStrategy<'terms', 'terms', 'terms'> {
  return dfrExpansion(
    {
      name: 'kl',
      weight: (tfx, F, { length, tokens }) => (tfx / length) * Math.log2(tfx / length / (F / tokens)),
      normaliser: (tmax, { length, tokens }) => (tmax * Math.log2(tokens / length)) / length,
    },
    options,
  );
}
