/** Drops one final ’s in any case, with ' (U+0027), ’ (U+2019) or ＇ (U+FF07), as Lucene's EnglishPossessiveFilter does. */
export function possessiveFilter(tokens: readonly string[]): string[] {
  return tokens.map((token) => token.replace(/['\u2019\uff07][sS]$/, ''));
}
