import type { TokenFilter } from './create-analyzer.js';

/** Puts each token's stem in its place. */
export function stemFilter(stem: (token: string) => string): TokenFilter {
  return (tokens) => tokens.map((token) => stem(token));
}
