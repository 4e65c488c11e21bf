import type { Analyzer } from './analyzer.js';
import { createAnalyzer } from './create-analyzer.js';
import { lowerCaseFilter } from './lower-case-filter.js';
import { memoized } from './memoized.js';
import { standardTokenizer } from './standard-tokenizer.js';

/** Words in lower case, none dropped and none stemmed: for languages without a stemmer, and for mixed ones. */
export function standard(): Analyzer {
  return createAnalyzer({
    name: 'standard',
    tokenize: standardTokenizer,
    filters: [memoized([lowerCaseFilter])],
  });
}
