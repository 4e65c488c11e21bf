import { RepriseError } from '@reprise/spec';

/** Where damage is and what was there: `offset` is in bytes from the start of the file. */
export interface Damage {
  readonly path: string;
  readonly offset: number;
  readonly expected: unknown;
  readonly found: unknown;
}

/** `… is damaged at byte 12: the magic is 00 where 52 belongs: …` */
export function corruptFile(what: string, damage: Damage): RepriseError {
  return new RepriseError(
    'CORRUPT_FILE',
    `${damage.path} is damaged at byte ${damage.offset}: ${what} is ${String(damage.found)}, ` +
      `expected ${String(damage.expected)}; build the index again or restore a copy`,
    { details: { ...damage } },
  );
}

export function unsupportedFormat(path: string, expected: string, found: string): RepriseError {
  return new RepriseError(
    'UNSUPPORTED_FORMAT',
    `${path} holds ${found}, this code reads ${expected}: use the package that wrote it or build the index again`,
    { details: { path, expected, found } },
  );
}
