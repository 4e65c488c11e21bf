import { RepriseError } from '@reprise/spec';

/** Differences up to this are ties: two sums of the same numbers in another order differ by less. */
export const tieTolerance = 1e-9;

/**
 * The paired differences δᵢ = systemᵢ − baselineᵢ that every comparison here starts from: one value a query in
 * both lists, in the same order. Refused with `INVALID_INPUT`: lists of unequal length, none, a non-finite value.
 */
export function differences(baseline: readonly number[], system: readonly number[]): readonly number[] {
  if (baseline.length !== system.length) {
    throw new RepriseError(
      'INVALID_INPUT',
      `the baseline has ${baseline.length} values and the system ${system.length}: give one a query for both`,
      { details: { baseline: baseline.length, system: system.length } },
    );
  }
  if (baseline.length === 0) {
    throw new RepriseError('INVALID_INPUT', 'there are no values to compare: give at least one query');
  }
  return system.map((value, i) => finite(value, 'system', i) - finite(baseline[i]!, 'baseline', i));
}

function finite(value: number, side: string, index: number): number {
  if (Number.isFinite(value)) return value;
  throw new RepriseError('INVALID_INPUT', `value ${index} of the ${side} is ${value}: give finite numbers`, {
    details: { side, index, value },
  });
}
