/**
 * Bo2: Bose–Einstein statistics with the frequency that the feedback documents' length lets expect.
 *
 *     e(t) = tfx · log₂((1 + f) / f) + log₂(1 + f),   f = tfx · lx / T;    e*: the same for tmax
 *
 * tfx: occurrences in the feedback documents, which have lx terms, tmax: those of the term with the greatest e,
 * T: terms in the collection. By the thesis f is F · lx / T, with the term's occurrences in the collection; this is
 * the formula of Terrier 5.11 (`Bo2`). The frame, citation and departures: `dfr-expansion.ts`.
 */
import type { FeedbackStrategy } from '@reprise/spec';
import { boseEinstein } from './bo1.js';
import { type DfrExpansionOptions, dfrExpansion, type Sample } from './dfr-expansion.js';

/** Bo2 feedback over terms. Warns with `NO_FEEDBACK_TERMS` where a query gained nothing. */
export function bo2(options: DfrExpansionOptions): FeedbackStrategy<'terms', 'terms', 'terms'> {
  const weight = (tfx: number, { length, tokens }: Sample) => boseEinstein(tfx, (tfx * length) / tokens);
  return dfrExpansion(
    { name: 'bo2', weight: (tfx, _, sample) => weight(tfx, sample), normaliser: weight },
    options,
  );
}
