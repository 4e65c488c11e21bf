/**
 * Bo1: Bose–Einstein statistics with the term's mean frequency in the collection.
 *
 *     e(t) = tfx · log₂((1 + f) / f) + log₂(1 + f),   f = F / N;    e*: the same with tfx and F of tmax
 *
 * tfx: occurrences in the feedback documents, tmax: those of the term with the greatest e, F: in the collection
 * of N documents. The frame, citation and departures: `dfr-expansion.ts`. As in Terrier 5.11 (`Bo1`).
 */
import type { FeedbackStrategy } from '@reprise/spec';
import { type DfrExpansionOptions, dfrExpansion } from './dfr-expansion.js';

/** Bo1 feedback over terms: Terrier's default. Warns with `NO_FEEDBACK_TERMS` where a query gained nothing. */
export function bo1(options: DfrExpansionOptions): FeedbackStrategy<'terms', 'terms', 'terms'> {
  return dfrExpansion(
    {
      name: 'bo1',
      weight: (tfx, F, { documents }) => boseEinstein(tfx, F / documents),
      normaliser: (tmax, { documents }) => boseEinstein(tmax, tmax / documents),
    },
    options,
  );
}

/** −log₂ of the chance of tfx occurrences where f is their mean. */
export function boseEinstein(tfx: number, f: number): number {
  return tfx * Math.log2((1 + f) / f) + Math.log2(1 + f);
}
