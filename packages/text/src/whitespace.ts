import type { Analyzer } from './analyzer.js';
import { createAnalyzer } from './create-analyzer.js';
import { memoized } from './memoized.js';

/** Whatever stands between white space, as it is: for text that something else has analysed already. */
export function whitespace(): Analyzer {
  return createAnalyzer({
    name: 'whitespace',
    tokenize: (text) => text.match(/\S+/g) ?? [],
    filters: [memoized([])],
  });
}
