/** Splits at runs of ASCII white space, as C's `isspace` tells it: other blanks may be part of an id. */
export function fields(line: string): string[] {
  const found: string[] = [];
  let start = -1;
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i);
    if (unit === 32 || (unit >= 9 && unit <= 13)) {
      if (start >= 0) found.push(line.slice(start, i));
      start = -1;
    } else if (start < 0) start = i;
  }
  if (start >= 0) found.push(line.slice(start));
  return found;
}

/** A decimal number, finite; undefined for anything else, such as `0x10`, `NaN` or an empty text. */
export function decimal(text: string): number | undefined {
  const value = /^[-+.\deE]+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}
