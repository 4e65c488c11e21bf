import { RepriseError } from '@reprise/spec';
import type { JsonObject } from './read-json.js';

/** Reads typed fields of a JSON object and names file and field in what it refuses (`CORRUPT_FILE`). */
export interface Fields {
  /** A whole number of at least `least` (default 1). */
  readonly count: (name: string, fallback?: number, least?: number) => number;
  readonly number: (name: string, fallback?: number) => number;
  readonly text: (name: string, fallback?: string) => string;
  readonly flag: (name: string, fallback?: boolean) => boolean;
}

export function fields(object: JsonObject, path: string): Fields {
  const read = <T>(
    name: string,
    fallback: T | undefined,
    fits: (value: unknown) => boolean,
    what: string,
  ) => {
    const value = object[name] ?? fallback;
    if (fits(value)) return value as T;
    throw new RepriseError(
      'CORRUPT_FILE',
      `${path} says ${name} = ${JSON.stringify(value)}: it should be ${what}`,
      { details: { path, field: name, value } },
    );
  };
  return Object.freeze({
    count: (name: string, fallback?: number, least = 1) =>
      read(
        name,
        fallback,
        (v) => Number.isSafeInteger(v) && (v as number) >= least,
        `a whole number from ${least}`,
      ),
    number: (name: string, fallback?: number) => read(name, fallback, (v) => Number.isFinite(v), 'a number'),
    text: (name: string, fallback?: string) => read(name, fallback, (v) => typeof v === 'string', 'a string'),
    flag: (name: string, fallback?: boolean) =>
      read(name, fallback, (v) => typeof v === 'boolean', 'true or false'),
  });
}
