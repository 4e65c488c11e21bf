import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the test collections: `REPRISE_SHARED`, else the one beside the repository. It need not be there. */
export function sharedFolder(): string {
  const named = process.env.REPRISE_SHARED;
  return named ? resolve(named) : fileURLToPath(new URL('../../../../shared', import.meta.url));
}
