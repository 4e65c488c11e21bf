import { RepriseError } from '@reprise/spec';
import type { FormatOptions } from '@reprise/storage';

/** What a saved store is, and the names of its parts. */
export const format: FormatOptions = { format: 'reprise.features', version: 1 };

/**
 * The one file of documents: `ids` and `id-offsets` as of an `IdTable`, `records` one after another, `record-offsets`
 * in f64.
 */
export const segmentFile = 'segment-1';

/** Files whose checksums hold but whose content contradicts itself. */
export function corruptStore(path: string, what: string, expected: unknown, found: unknown): RepriseError {
  return new RepriseError(
    'CORRUPT_FILE',
    `${path} contradicts itself: ${what} is ${String(found)}, expected ${String(expected)}; ` +
      'build the features again or restore a copy',
    { details: { path, expected, found } },
  );
}
