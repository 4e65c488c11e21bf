import type { Analyzer } from './analyzer.js';
import { createAnalyzer } from './create-analyzer.js';
import { lowerCaseFilter } from './lower-case-filter.js';
import { memoized } from './memoized.js';
import { porterStem } from './porter-stem.js';
import { possessiveFilter } from './possessive-filter.js';
import { standardTokenizer } from './standard-tokenizer.js';
import { stemFilter } from './stem-filter.js';
import { stopFilter } from './stop-filter.js';

/** `EnglishAnalyzer.ENGLISH_STOP_WORDS_SET` of Lucene. */
export const englishStopWords: readonly string[] = Object.freeze(
  (
    'a an and are as at be but by for if in into is it no not of on or such that the their then there these they ' +
    'this to was will with'
  ).split(' '),
);

/**
 * The chain of Lucene's EnglishAnalyzer, as Anserini runs it: standard tokenizer, possessives, lower case, 33 stop words,
 * Porter stems. For another chain put the same functions together with `createAnalyzer`.
 */
export function english(): Analyzer {
  return createAnalyzer({
    name: 'english',
    tokenize: standardTokenizer,
    filters: [
      memoized([possessiveFilter, lowerCaseFilter, stopFilter(englishStopWords), stemFilter(porterStem)]),
    ],
  });
}
