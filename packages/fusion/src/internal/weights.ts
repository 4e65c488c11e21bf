import { optionError, RepriseError } from '@reprise/spec';

/** A copy of `weights` that is known to hold finite numbers of at least 0, one of them above 0. */
export function checkWeights(weights: readonly number[]): readonly number[] {
  const right =
    Array.isArray(weights) &&
    weights.every((weight) => Number.isFinite(weight) && weight >= 0) &&
    weights.some((weight) => weight > 0);
  if (!right) {
    throw optionError('weights', weights, 'one number of at least 0 for each ranking, not all of them 0');
  }
  return [...weights];
}

/** Refuses another number of rankings than a fuser was made for. */
export function checkCount(name: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new RepriseError(
    'INVALID_INPUT',
    `${name} was made for ${expected} rankings and got ${found}: give one ranking for each of its weights`,
    { details: { expected, found } },
  );
}
