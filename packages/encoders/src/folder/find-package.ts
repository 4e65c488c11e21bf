import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Folder of an installed package, seen from this one or from the working directory; its code is not loaded. */
export function findPackage(name: string): string | undefined {
  const bases = [import.meta.url, pathToFileURL(join(process.cwd(), 'index.js'))];
  const places = bases.flatMap((base) => createRequire(base).resolve.paths(name) ?? []);
  return places.map((place) => join(place, name)).find((path) => existsSync(path));
}
