import { fileURLToPath } from 'node:url';

/** Where the built page lies, seen from the sources and from the built package alike. */
export const pageFolder: string = fileURLToPath(new URL('../dist/page', import.meta.url));
