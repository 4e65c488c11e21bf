import { type Feedback, type FeedbackStrategy, pacer } from '@reprise/spec';
import { asOneText } from './texts-in-one.js';

/** The strategy that writes a new text of the query's and those of the positive documents, best first. */
export function textStrategy(
  name: string,
  rewrite: (query: string, documents: readonly string[]) => string,
): FeedbackStrategy<'text', 'text', 'text'> {
  return Object.freeze({
    spec: 'v1',
    name,
    reads: ['text'],
    sees: ['text'],
    writes: ['text'],
    refine: async (batch: readonly Feedback<'text', 'text'>[], { signal } = {}) => {
      const pause = pacer(signal);
      const rewritten: { readonly text: string }[] = [];
      for (const { query, positive } of batch) {
        await pause();
        const documents = positive.map(({ text }) => asOneText(text));
        rewritten.push({ text: rewrite(asOneText(query.text), documents) });
      }
      return rewritten;
    },
  } satisfies FeedbackStrategy<'text', 'text', 'text'>);
}
