import { type FeedbackStrategy, pacer, type RunOptions } from '@reprise/spec';
import { expandRm3, type Rm3Expansion, type Rm3Options } from './expand-rm3.js';

/**
 * RM3 pseudo-relevance feedback over terms (formula and sources: `expandRm3`). The new query's terms come
 * heaviest first. Warns with `NO_STATISTICS` where it cannot tell frequent terms, with `SKIPPED_DOCUMENT`
 * where a score is not above 0, and with `NO_FEEDBACK_TERMS` where a query gained nothing.
 */
export function rm3(options: Rm3Options = {}): FeedbackStrategy<'terms', 'terms', 'terms'> {
  const expand = expandRm3(options);
  const blind = options.statistics === undefined && options.maxDocumentFrequency !== 1;

  return Object.freeze({
    spec: 'v1',
    name,
    reads: ['terms'],
    sees: ['terms'],
    writes: ['terms'],
    refine: async (batch, { signal, onProgress } = {}) => {
      const pause = pacer(signal);
      if (blind) {
        onProgress?.({
          kind: 'warning',
          code: 'NO_STATISTICS',
          stage: name,
          message:
            'terms that are frequent in the collection were not left out: give rm3 the statistics of the index, ' +
            'or set maxDocumentFrequency to 1',
        });
      }
      const rewritten: { readonly terms: ReadonlyMap<string, number> }[] = [];
      for (const { query, positive, negative } of batch) {
        await pause();
        const expansion = expand({ query, positive, negative });
        if (onProgress !== undefined) warn(query.id, positive.length, expansion, onProgress);
        rewritten.push({ terms: new Map(expansion.terms.map(({ term, weight }) => [term, weight])) });
      }
      return rewritten;
    },
  } satisfies FeedbackStrategy<'terms', 'terms', 'terms'>);
}

const name = 'rm3';

function warn(
  id: string,
  documents: number,
  { feedbackTerms, skipped }: Rm3Expansion,
  tell: NonNullable<RunOptions['onProgress']>,
): void {
  const query = `query ${JSON.stringify(id)}`;
  if (skipped.length > 0) {
    tell({
      kind: 'warning',
      code: 'SKIPPED_DOCUMENT',
      stage: name,
      id,
      message:
        `${query}: ${skipped.length} of ${documents} feedback documents have a score of 0 or less and were left out: ` +
        'use a first pass with scores above 0, or a judge that gives grades',
    });
  }
  if (feedbackTerms === 0) {
    tell({
      kind: 'warning',
      code: 'NO_FEEDBACK_TERMS',
      stage: name,
      id,
      message:
        `${query} was not expanded, as the filters of rm3 left no term of its ${documents} feedback documents: ` +
        'for a small collection set maxDocumentFrequency to 1, for word pieces set pattern to false',
    });
  }
}
