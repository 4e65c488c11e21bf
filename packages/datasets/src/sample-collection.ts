import { fileURLToPath } from 'node:url';

/** The folder of the small collection that comes with this package, in BEIR's layout: see `openCollection`. */
export function sampleCollection(): string {
  return fileURLToPath(new URL('../sample', import.meta.url));
}
