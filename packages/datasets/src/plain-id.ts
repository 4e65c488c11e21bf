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

/** What an id must not hold so that it comes back from a file as it is, by how the file tells fields apart. */
type Unfit =
  | 'white space or a byte order mark'
  | 'a tab, a line break or a byte order mark'
  | 'white space at its ends';

const unfit: Readonly<Record<Unfit, RegExp>> = {
  'white space or a byte order mark': /[\t-\r \ufeff]/,
  'a tab, a line break or a byte order mark': /[\t\n\r\ufeff]/,
  'white space at its ends': /^\s|\s$/,
};

/** Refuses with `INVALID_ID` what is no id, and an id that a file of this format cannot hold. */
export function checkPlainId(id: string, what: string, not: Unfit, format: string): void {
  checkId(id, what);
  if (!unfit[not].test(id)) return;
  throw new RepriseError(
    'INVALID_ID',
    `the id ${excerpt(id)} of ${what} has ${not}, which ${format} files cannot hold: rename it`,
    { details: { value: id } },
  );
}
