import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const source = (name: string): string =>
  fileURLToPath(new URL(`../../${name}/src/index.ts`, import.meta.url));

/** Bundles a fixture of this folder, with this package and those it needs, for a process of its own. */
export async function bundleFixture(name: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    alias: Object.fromEntries(
      ['spec', 'storage', 'kernels'].map((room) => [`@reprise/${room}`, source(room)]),
    ),
  });
}
