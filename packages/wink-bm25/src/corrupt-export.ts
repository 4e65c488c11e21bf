import { RepriseError } from '@reprise/spec';

/** JSON in the form of wink's exports that no wink can have written. */
export function corruptExport(what: string, found: unknown, expected: string): RepriseError {
  return new RepriseError(
    'CORRUPT_FILE',
    `wink's export contradicts itself: ${what} is ${shown(found)}, expected ${expected}; export it again`,
    { details: { value: found, expected } },
  );
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
