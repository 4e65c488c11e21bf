/**
 * The query's text with those of its feedback documents behind it.
 *
 *     q' = q ⎵ p1 ⎵ … ⎵ pk
 *
 * Concatenate-and-truncate (CT) of Li, Mourad, Zhuang, Koopman and Zuccon: Pseudo Relevance Feedback with Deep Language
 * Models and Dense Retrievers, TOIS 41(3), 2023 (arXiv 2108.11044), and with one document a pass the base of their
 * concatenate-and-aggregate (CA).
 *
 * Departures:
 * - Whoever reads the text truncates it, in word pieces. The released code cuts at 256 words of NLTK, and for CT hands on what it
 *   did not cut.
 * - Documents without text leave no blank behind.
 */
import type { FeedbackStrategy } from '@reprise/spec';
import { textStrategy } from './text-strategy.js';

/** Grades and negative documents are not heeded. */
export function concatenate(): FeedbackStrategy<'text', 'text', 'text'> {
  return textStrategy('concatenate', (query, documents) =>
    [query, ...documents].filter((text) => text !== '').join(' '),
  );
}
