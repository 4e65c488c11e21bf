import { type CollectionStatistics, optionError } from '@reprise/spec';

/** Which terms of feedback documents may enter a query. Terms of the query itself are never filtered. */
export interface TermFilterOptions {
  /** Document frequencies, usually those of the index. Default: none, and then `maxDocumentFrequency` cannot act. */
  readonly statistics?: CollectionStatistics;
  /**
   * Largest part of the documents that may hold a term, above 0, at most 1. Default 0.1 (Anserini). 1 turns
   * this off: do so where there are fewer than about ten documents, as one of them is more than a tenth.
   */
  readonly maxDocumentFrequency?: number;
  /** Shortest term, in UTF-16 units. Default 2 (Anserini). */
  readonly minLength?: number;
  /** Longest term, in UTF-16 units. Default 20 (Anserini). */
  readonly maxLength?: number;
  /**
   * What a term must match. Default `/^[a-z0-9]+$/` (Anserini). `false` turns this off: do so where terms are
   * word pieces such as `##ing`.
   */
  readonly pattern?: RegExp | false;
  /** A test of your own, asked last. Default: every term passes. */
  readonly filter?: (term: string) => boolean;
}

/** Checks the options and makes the test. Frequencies are compared in float32, as the reference does. */
export function termFilter(options: TermFilterOptions): (term: string) => boolean {
  const { statistics, maxDocumentFrequency = 0.1, minLength = 2, maxLength = 20, filter } = options;
  const { pattern = /^[a-z0-9]+$/ } = options;
  if (!(maxDocumentFrequency > 0 && maxDocumentFrequency <= 1)) {
    throw optionError('maxDocumentFrequency', maxDocumentFrequency, 'a number above 0 and at most 1');
  }
  if (!(minLength >= 0)) throw optionError('minLength', minLength, 'a number of at least 0');
  if (!(maxLength >= minLength)) {
    throw optionError('maxLength', maxLength, `a number of at least minLength, ${minLength}`);
  }
  if (pattern !== false && !(pattern instanceof RegExp)) {
    throw optionError('pattern', pattern, 'a regular expression, or false for none');
  }
  const limit = Math.fround(maxDocumentFrequency);
  const matches = matcher(pattern);

  return (term) =>
    term.length >= minLength &&
    term.length <= maxLength &&
    matches(term) &&
    (statistics === undefined || maxDocumentFrequency === 1 || part(statistics, term) <= limit) &&
    (filter?.(term) ?? true);
}

function part(statistics: CollectionStatistics, term: string): number {
  return Math.fround(Math.fround(statistics.documentFrequency(term)) / Math.fround(statistics.documents));
}

/** A copy that starts anew each time: with the flags `g` and `y` a pattern remembers where it stopped. */
function matcher(pattern: RegExp | false): (term: string) => boolean {
  if (pattern === false) return () => true;
  const own = new RegExp(pattern);
  return (term) => {
    own.lastIndex = 0;
    return own.test(term);
  };
}
