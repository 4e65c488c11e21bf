import type { Encoder, Feedback, FeedbackStrategy, Reranker } from '@reprise/spec';
import { feedbackOf, textQueries } from '@reprise/testkit';
import fc from 'fast-check';

export type TextFeedback = Feedback<'text', 'text'>;

export const feedbackOn = (query: string, ...texts: string[]): TextFeedback => ({
  query: { id: 'q', text: query },
  positive: texts.map((text, i) => ({ id: `d${i}`, rank: i + 1, score: 9 - i, text })),
  negative: [],
});

export async function refined(
  strategy: FeedbackStrategy<'text', 'text', 'text'>,
  query: string,
  ...texts: string[]
): Promise<string> {
  const [changed] = await strategy.refine([feedbackOn(query, ...texts)]);
  return changed!.text;
}

/** Any script, separators of every kind, blanks and nothing at all. */
export const hostileTexts: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom('[SEP]', '[S[SEP]EP]', '</s>', '</S>', '\u001e', '\n', ' ', 'مرحبا', '血糖', '\ud800'),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

export const textFeedback: fc.Arbitrary<TextFeedback> = feedbackOf(
  textQueries(),
  hostileTexts.map((text) => ({ text })),
);

/** Letters of a text, counted: enough of an encoder to see what it was given. */
export const letterCounts: Encoder<'text', 'vector'> & { readonly separator: string } = {
  spec: 'v1',
  name: 'letters',
  separator: '|',
  reads: ['text'],
  writes: ['vector'],
  encode: async (batch) =>
    batch.map(({ text }) => ({
      vector: {
        space: 'letters',
        data: Float32Array.from('abcd|', (letter) => text.split(letter).length - 1),
      },
    })),
};

/** How many words of the document the query has; words are told apart by single blanks. */
export const sharedWords: Reranker<'text', 'text'> = {
  spec: 'v1',
  name: 'sharedWords',
  reads: ['text'],
  sees: ['text'],
  score: async (batch) =>
    batch.map(({ query, documents }) => {
      const words = new Set(query.text.split(' '));
      return Float32Array.from(documents, ({ text }) => text.split(' ').filter((w) => words.has(w)).length);
    }),
};
