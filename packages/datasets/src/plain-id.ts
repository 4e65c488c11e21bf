import { checkId, RepriseError } from '@reprise/spec';
import { excerpt } from './parse-error.js';

/** Whether something can be an id: a non-empty, well-formed string. */
export function isId(value: unknown): value is string {
  try {
    checkId(value, 'the record');
    return true;
  } catch {
    return false;
  }
}

/** What an id must not hold, by the file it is to stand in. */
const unfit = {
  /** Columns between any white space; a byte order mark would vanish at the start of the file. */
  'white space or a byte order mark': /[\t-\r \ufeff]/,
  /** Columns between tabs. */
  'a tab, a line break or a byte order mark': /[\t\n\r\ufeff]/,
  /** JSON, whose readers strip what published files have around their ids. */
  'white space at its ends': /^\s|\s$/,
} as const;

/** Refuses with `INVALID_ID` an id that would not come back from the file as it is. */
export function checkPlainId(id: string, what: string, not: keyof typeof unfit, format: string): void {
  checkId(id, what);
  if (!unfit[not].test(id)) return;
  throw new RepriseError(
    'INVALID_ID',
    `the id ${excerpt(id)} of ${what} has ${not}, which ${format} files cannot hold: rename it`,
    { details: { value: id } },
  );
}
