import { optionError } from '@reprise/spec';

export function checkWhole(name: string, value: number, least: number, most?: number): void {
  if (Number.isInteger(value) && value >= least && value <= (most ?? value)) return;
  const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
  throw optionError(name, value, `a whole number ${range}`);
}
