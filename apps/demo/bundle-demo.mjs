/**
 * The command and the page from their sources, without the packages' own builds: what a demo needs, in seconds. The folder
 * has to lie within the repository, where dependencies are found.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const demo = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Makes `FOLDER/bin/reprise.js` and `FOLDER/dist/page`, and gives the first's path. */
export async function bundleDemo(folder) {
  const command = join(folder, 'bin/reprise.js');
  await build({
    entryPoints: [join(root, 'apps/cli/src/bin.ts')],
    outfile: command,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // For dependencies that are bundled and ask for their own by `require`.
    banner: {
      js: "import { createRequire as bundled } from 'node:module'; const require = bundled(import.meta.url);",
    },
    plugins: [{ name: 'packages', setup: resolvePackages }],
  });
  // It reads its own version there.
  copyFileSync(join(root, 'apps/cli/package.json'), join(folder, 'package.json'));
  bundlePage(join(folder, 'dist/page'));
  return command;
}

export function bundlePage(folder) {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const { status, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--outDir', folder, '--emptyOutDir'],
    {
      cwd: demo,
      env: { ...process.env, NODE_ENV: 'production' },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`the page cannot be built: ${stderr}`);
}

/**
 * Ours are read from their sources. Others are left to be found from the bundle, but for those of which a package has a
 * version of its own.
 */
function resolvePackages({ onResolve }) {
  onResolve({ filter: /^@reprise\// }, ({ path }) => {
    const [, name] = path.split('/');
    const folders = ['packages', 'apps'].map((folder) => join(root, folder, name, 'src/index.ts'));
    return { path: folders.find((file) => existsSync(file)) };
  });
  onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
    if (kind === 'entry-point') return undefined;
    const [folder, room] = relative(root, importer).split(sep);
    const [scope, name] = path.split('/');
    const module = scope.startsWith('@') ? join(scope, name) : scope;
    const isItsOwn =
      !path.startsWith('node:') && existsSync(join(root, folder, room, 'node_modules', module));
    return isItsOwn ? undefined : { path, external: true };
  });
}
