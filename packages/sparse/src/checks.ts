import { RepriseError } from '@reprise/spec';

/** Refuses what is not a map from strings to finite weights; `what` names it, such as `query "q1"`. */
export function checkTerms(terms: unknown, what: string): asserts terms is ReadonlyMap<string, number> {
  if (!isMap(terms)) {
    throw new RepriseError('INVALID_INPUT', `the terms of ${what} are no Map: give one from term to weight`, {
      details: { value: terms },
    });
  }
  for (const [term, weight] of terms) {
    if (typeof term !== 'string') {
      throw new RepriseError('INVALID_INPUT', `${what} has the term ${String(term)}: give strings`, {
        details: { value: term },
      });
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
