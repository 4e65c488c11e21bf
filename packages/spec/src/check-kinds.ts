import { RepriseError } from './error.js';
import type { Kind } from './representations.js';

/** Refuses with `MISSING_REPRESENTATION` what an index does not hold of documents. `remedy`: what to do beside asking for what it does. */
export function checkKinds(asked: readonly Kind[], held: readonly Kind[], remedy?: string): void {
  const missing = asked.find((kind) => !held.includes(kind));
  if (missing === undefined) return;
  const known = held.join(' and ');
  throw new RepriseError(
    'MISSING_REPRESENTATION',
    `the index holds no ${String(missing)} of documents, only ` +
      (remedy === undefined ? `their ${known}` : `${known}: ask for those, or ${remedy}`),
    { details: { value: missing, expected: held } },
  );
}
