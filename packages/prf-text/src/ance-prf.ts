/**
 * ANCE-PRF: a query encoder that was trained to read the query with the first pass's passages behind it, beside documents whose
 * vectors stay as they are. Yu, Xiong and Callan: Improving Query Representations for Dense Retrieval with Pseudo
 * Relevance Feedback, CIKM 2021 (arXiv 2108.13454); reproduced by Li et al., arXiv 2112.06400.
 *
 *     q' = encode(<s> q </s> p1 </s> … pk </s>)        then a second search of the same index
 *
 * One checkpoint a depth. As in Pyserini texts are joined by the separator alone, and the encoder cuts the sequence before its
 * last separator (`presets.ancePrf` of `@reprise/encoders`). Lower-cased: the released checkpoint has a vocabulary with case and
 * was trained without.
 *
 * Departure: separators inside of texts are taken out.
 */
import type { FeedbackStrategy, Kind } from '@reprise/spec';
import { checkSeparator, joinedInput, type TrainedQueryOptions, trainedQuery } from './trained-query.js';

/** Learns from the best three, in their order; grades and negative documents are not heeded. */
export function ancePrf<Writes extends Kind>(
  options: TrainedQueryOptions<Writes>,
): FeedbackStrategy<'text', 'text', Writes> {
  return trainedQuery('ancePrf', options, { depth: 3, least: 1, lowerCase: true });
}

export interface AncePrfInputOptions {
  /** Such as `</s>`, or `[SEP]` for encoders of the BERT family. */
  readonly separator: string;
  /** Default true. */
  readonly lowerCase?: boolean;
}

/** The text that `ancePrf` gives its encoder, for encoders that are run elsewhere. Special tokens at both ends are theirs. */
export function ancePrfInput(
  query: string,
  passages: readonly string[],
  { separator, lowerCase = true }: AncePrfInputOptions,
): string {
  return joinedInput(query, passages, checkSeparator(separator), lowerCase);
}
