/** Splits at runs of ASCII white space, as C's `isspace` tells it: other blanks may be part of an id. */
export function fields(line: string): string[] {
  return line.split(/[\t-\r ]+/).filter((field) => field !== '');
}

/** A decimal number, finite; undefined for anything else, such as `0x10`, `NaN` or an empty text. */
export function decimal(text: string): number | undefined {
  const value = /^[-+.\deE]+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
