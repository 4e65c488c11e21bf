import { optionError, RepriseError } from '@reprise/spec';

/** The largest count that `k` and the like can be asked for is the caller's business; the least is 1. */
export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw optionError(name, value, 'a whole number of at least 1');
}

/** Refuses what is not a map of finite weights; `what` names it, such as `query "q1"`. */
export function checkTerms(terms: unknown, what: string): asserts terms is ReadonlyMap<string, number> {
  if (!isMap(terms)) {
    throw new RepriseError(
      'INVALID_INPUT',
      `the terms of ${what} are not a Map: give one from term to weight`,
      {
        details: { value: terms },
      },
    );
  }
  for (const [term, weight] of terms) {
    if (typeof term !== 'string' || term === '' || !isWellFormed(term)) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${what} has the term ${JSON.stringify(term)}: give non-empty strings without unpaired surrogates`,
        { details: { value: term } },
      );
    }
    // Weights are used as float32: what overflows there is infinite.
    if (typeof weight !== 'number' || !Number.isFinite(Math.fround(weight))) {
      throw new RepriseError(
        'INVALID_INPUT',
        `${what} gives the term ${JSON.stringify(term)} the weight ${String(weight)}: give a number that is finite as float32`,
        { details: { value: weight, term } },
      );
    }
  }
}

/** By shape, as a map of another realm is no instance of this one's `Map`. */
const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'get' in value;

export const isWellFormed = (text: string): boolean => !/\p{Surrogate}/u.test(text);

/** `text` as UTF-8 keeps it: an unpaired surrogate becomes U+FFFD. */
export function wellFormed(text: string): string {
  return isWellFormed(text) ? text : Buffer.from(text).toString();
}
