import { type CollectionStatistics, optionError } from '@reprise/spec';

/**
 * Which terms of feedback documents may enter a query. Terms of the query itself are never filtered. The
 * defaults are those of each method's reference; where it has no such filter, the filter is off.
 */
export interface TermFilterOptions {
  /** Document frequencies, usually those of the index. Default: none, and then `maxDocumentFrequency` cannot act. */
  readonly statistics?: CollectionStatistics;
  /**
   * Largest part of the documents that may hold a term, above 0, at most 1. Default 0.1 in `rm3`, `rocchio`
   * (Anserini) and `rm3Terrier` (Terrier), otherwise 1. 1 turns this off: do so where there are fewer than
   * about ten documents, as one of them is more than a tenth.
   */
  readonly maxDocumentFrequency?: number;
  /** Shortest term, in UTF-16 units. Default 2 (Anserini), with Terrier's methods 0. */
  readonly minLength?: number;
  /** Longest term, in UTF-16 units. Default 20 (Anserini), with Terrier's methods infinite. */
  readonly maxLength?: number;
  /**
   * What a term must match. Default `/^[a-z0-9]+$/` in `rm3`, and in `bm25prf` the same with a letter
   * (Anserini); otherwise `false`. `false` turns this off: do so where terms are word pieces such as `##ing`.
   */
  readonly pattern?: RegExp | false;
  /** A test of your own, asked last. Default: every term passes. */
  readonly filter?: (term: string) => boolean;
}

/** What a method's reference does where the options are silent. */
export interface TermFilterDefaults {
  readonly maxDocumentFrequency: number;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: RegExp | false;
  /** Says of a term of `frequency` in `documents` documents whether it is within the limit. */
  readonly within: (frequency: number, documents: number, limit: number) => boolean;
}

/** Anserini's, for RM3. Frequencies are compared in float32, as the reference does. */
export const anseriniFilter: TermFilterDefaults = {
  maxDocumentFrequency: 0.1,
  minLength: 2,
  maxLength: 20,
  pattern: /^[a-z0-9]+$/,
  within: (frequency, documents, limit) =>
    Math.fround(Math.fround(frequency) / Math.fround(documents)) <= Math.fround(limit),
};

/** Terrier's: none, but for the limit that its RM3 sets. */
export const terrierFilter: TermFilterDefaults = {
  maxDocumentFrequency: 1,
  minLength: 0,
  maxLength: Number.POSITIVE_INFINITY,
  pattern: false,
  within: (frequency, documents, limit) => frequency < Math.floor(limit * documents),
};

/** Checks the options and makes the test. */
export function termFilter(
  options: TermFilterOptions,
  defaults: TermFilterDefaults = anseriniFilter,
): (term: string) => boolean {
  const { statistics, filter } = options;
  const { maxDocumentFrequency = defaults.maxDocumentFrequency, pattern = defaults.pattern } = options;
  const { minLength = defaults.minLength, maxLength = defaults.maxLength } = options;
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
  const matches = matcher(pattern);

  return (term) =>
    term.length >= minLength &&
    term.length <= maxLength &&
    matches(term) &&
    (statistics === undefined ||
      maxDocumentFrequency === 1 ||
      defaults.within(statistics.documentFrequency(term), statistics.documents, maxDocumentFrequency)) &&
    (filter?.(term) ?? true);
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
