import { RepriseError } from '@reprise/spec';

/** Files whose checksums hold but whose content contradicts itself. */
export function corruptIndex(path: string, what: string, expected: unknown, found: unknown): RepriseError {
  return new RepriseError(
    'CORRUPT_FILE',
    `${path} contradicts itself: ${what} is ${String(found)}, expected ${String(expected)}; ` +
      'build the index again or restore a copy',
    { details: { path, expected, found } },
  );
}
