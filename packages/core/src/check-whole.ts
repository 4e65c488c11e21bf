import { optionError } from '@reprise/spec';

/** Refuses an option that is not a whole number of at least `least`. */
export function checkWhole(name: string, value: number, least: 0 | 1): void {
  if (!Number.isInteger(value) || value < least) {
    throw optionError(name, value, `a whole number of at least ${least}`);
  }
}
