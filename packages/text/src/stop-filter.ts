import type { TokenFilter } from './create-analyzer.js';

/** Drops the tokens that are in `words`, compared as they are: lower-case them first. */
export function stopFilter(words: Iterable<string>): TokenFilter {
  const stopped = new Set(words);
  return (tokens) => tokens.filter((token) => !stopped.has(token));
}
