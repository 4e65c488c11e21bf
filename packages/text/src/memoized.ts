import type { TokenFilter } from './create-analyzer.js';

/** Distinct tokens remembered at once; NFCorpus (3,633 abstracts) has 34,955. */
const capacity = 65_536;
/** Tokens above this length in UTF-16 units are rarely seen twice and would let hostile text fill the memory. */
const maximumLength = 64;

/**
 * Runs `filters` once for each distinct token and remembers what they made of it, since few words make up most of any
 * text. Only for filters that look at each token alone (lower case, stop words, stems), not at its neighbours.
 * Holds at most 65,536 tokens, then starts afresh.
 */
export function memoized(filters: readonly TokenFilter[]): TokenFilter {
  const known = new Map<string, string | readonly string[]>();

  const learn = (token: string): string | readonly string[] => {
    const own = detached(token);
    let made: readonly string[] = [own];
    for (const filter of filters) made = filter(made);
    const result = made.length === 1 ? made[0]! : made;
    if (token.length > maximumLength) return result;
    if (known.size >= capacity) known.clear();
    known.set(own, result);
    return result;
  };

  return (tokens) => {
    const kept: string[] = [];
    for (const token of tokens) {
      const result = known.get(token) ?? learn(token);
      if (typeof result === 'string') kept.push(result);
      else kept.push(...result);
    }
    return kept;
  };
}

/** A slice of a text keeps the whole text in memory for as long as it lives; a slice of this copy does not. */
const detached = (token: string): string => ` ${token}`.slice(1);
