import { RepriseError } from '@reprise/spec';

/** Refuses, with `INVALID_INPUT`, what is not a p-value. NaN, a test that says nothing, is one. */
export function checkPValues(ps: readonly number[]): void {
  const index = ps.findIndex((p) => p < 0 || p > 1);
  if (index === -1) return;
  throw new RepriseError('INVALID_INPUT', `p-value ${index} is ${ps[index]}: give numbers from 0 to 1`, {
    details: { index, value: ps[index] },
  });
}
