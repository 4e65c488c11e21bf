/**
 * KLComplete: −log₂ of the chance that lx draws from the collection bring a term tfx times, by Stirling's formula.
 *
 *     e(t) = lx · D(t) + ½ · log₂(2π · tfx · (1 − pₓ)) where pₓ ≥ p_c, else 0,   pₓ = tfx / lx,   p_c = F / T;    e* = 1
 *
 * D: the weight of `klCorrect`, other symbols as in `kl`. The formula is (8) of Amati and van Rijsbergen: Probabilistic
 * models of information retrieval based on measuring the divergence from randomness, ACM TOIS 20(4), 2002, but for
 * D, as `klCorrect` tells. Without a normaliser the weights grow with lx: one term of the documents outweighs many of
 * the query, so that the second search follows the documents. Terrier's `BA` is the same with F in the place of tfx
 * in the second part.
 *
 * As in Terrier 5.11 (`KLComplete`). The frame, citation and departures: `dfr-expansion.ts`. Besides, where one term is
 * all that the documents hold, the term is left out, as by `klCorrect`.
 */
import type { FeedbackStrategy } from '@reprise/spec';
import { type DfrExpansionOptions, dfrExpansion } from './dfr-expansion.js';
import { divergence } from './kl-correct.js';

/** KLComplete feedback over terms. Warns with `NO_FEEDBACK_TERMS` where a query gained nothing. */
export function klComplete(options: DfrExpansionOptions): FeedbackStrategy<'terms', 'terms', 'terms'> {
  return dfrExpansion(
    {
      name: 'klComplete',
      weight: (tfx, F, { length, tokens }) => {
        const [pX, pC] = [tfx / length, F / tokens];
        if (pX < pC) return 0;
        return length * divergence(pX, pC) + Math.log2(2 * Math.PI * tfx * (1 - pX)) / 2;
      },
      normaliser: () => 1,
    },
    options,
  );
}
