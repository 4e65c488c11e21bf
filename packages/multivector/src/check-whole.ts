import { optionError } from '@reprise/spec';

export function checkWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw optionError(name, value, `a whole number of at least ${least}`);
  }
}
