import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A package out of `folder`/node_modules. Undefined where no folder is given; an error where it does not hold the package. */
export async function loadPeer(name: string, folder: string | undefined): Promise<unknown> {
  if (folder === undefined) return undefined;
  const path = createRequire(join(resolve(folder), 'package.json')).resolve(name);
  const loaded = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  return loaded.default ?? loaded;
}
