import type { FeedbackStrategy } from '@reprise/spec';
import { expandRm3, type Rm3Options } from './expand-rm3.js';
import { isBlind, termsStrategy } from './terms-strategy.js';

/**
 * RM3 pseudo-relevance feedback over terms (formula and sources: `expandRm3`). The new query's terms come
 * heaviest first. Warns with `NO_STATISTICS` where it cannot tell frequent terms, with `SKIPPED_DOCUMENT`
 * where a score is not above 0, and with `NO_FEEDBACK_TERMS` where a query gained nothing.
 */
export function rm3(options: Rm3Options = {}): FeedbackStrategy<'terms', 'terms', 'terms'> {
  const expand = expandRm3(options);
  return termsStrategy({
    name: 'rm3',
    blind: isBlind(options),
    remedy: 'for a small collection set maxDocumentFrequency to 1, for word pieces set pattern to false',
    expand: (feedback) => {
      const { terms, ...told } = expand(feedback);
      return { ...told, terms: terms.map(({ term, weight }) => [term, weight]) };
    },
  });
}
