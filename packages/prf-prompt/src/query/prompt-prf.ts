import type { FeedbackStrategy, Has } from '@reprise/spec';
import { expandAll, type PromptExpansion } from './expand-prompt.js';
import type { PromptFeedback } from './passages.js';
import { type PromptPrfOptions, settings, type Written } from './prompt-prf-options.js';

/**
 * PromptPRF over features made offline (formula and sources: `expandPrompt`). Asks no language model at query time
 * unless the encoder is one. A query whose documents have none of the features is encoded as it is (warning
 * `NO_FEEDBACK_TERMS`); a second round begins again at the query's text.
 */
export function promptPrf<W extends Written>(
  options: PromptPrfOptions<W>,
): FeedbackStrategy<'text', 'features', W> {
  const chosen = settings(options);
  return Object.freeze({
    spec: 'v1',
    name: 'promptPrf',
    reads: ['text'],
    sees: ['features'],
    writes: options.encoder.writes,
    refine: async (batch, run = {}) => {
      const expansions = await expandAll(batch, chosen, run);
      return batch.map((feedback, i) => {
        const expansion = expansions[i]!;
        if (run.onProgress !== undefined && expansion.parts.length === 0)
          run.onProgress(nothingSaid(feedback));
        return written(expansion) as Has<W>;
      });
    },
  } satisfies FeedbackStrategy<'text', 'features', W>);
}

const written = ({ vector, terms }: PromptExpansion): Partial<Has<Written>> => ({
  ...(vector && { vector }),
  ...(terms && { terms: new Map(terms.map(({ term, weight }) => [term, weight])) }),
});

const nothingSaid = ({ query, positive }: PromptFeedback) =>
  ({
    kind: 'warning',
    code: 'NO_FEEDBACK_TERMS',
    stage: 'promptPrf',
    id: query.id,
    message:
      `query ${JSON.stringify(query.id)} was not expanded, as none of its ${positive.length} feedback documents has the ` +
      'features asked for at the ranks asked for: make them with makeFeatures, or name others',
  }) as const;
