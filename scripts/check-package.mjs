/**
 * Checks the package of the current folder as its users will get it: packs it with those of ours that it
 * needs, lints the tarball (publint, attw), installs it alone into an empty project and imports it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root, workspaces } from './workspaces.mjs';

/** Bytes of gzipped JavaScript that a package may have at most. */
const sizeLimits = new Map([['@reprise/spec', 3 * 1024]]);

const all = new Map(workspaces().map((workspace) => [workspace.manifest.name, workspace]));
const self = JSON.parse(readFileSync('package.json', 'utf8'));

function withDependencies(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const dependency of Object.keys(all.get(name).manifest.dependencies ?? {})) {
    if (all.has(dependency)) withDependencies(dependency, found);
  }
  return found;
}

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return stdout;
  console.error(`${self.name}: ${command} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? ''}${error ?? ''}`);
  process.exitCode = 1;
  throw new Error(`${command} failed`);
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-pack-'));
try {
  const tarballs = [...withDependencies(self.name)].map((name) => {
    const packed = run(
      'npm',
      ['pack', '--json', '--pack-destination', folder],
      join(root, all.get(name).folder),
    );
    return { name, ...JSON.parse(packed)[0] };
  });
  const own = tarballs.find(({ name }) => name === self.name);
  const names = own.files.map(({ path }) => path);
  for (const needed of ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']) {
    if (!names.includes(needed)) throw new Error(`the tarball has no ${needed}`);
  }
  const stray = names.filter((path) => /\.test|test-support|tsconfig|\.test-results/.test(path));
  if (stray.length > 0) throw new Error(`the tarball has ${stray.join(', ')}`);

  const tarball = join(folder, own.filename);
  const bin = (name) => join(root, 'node_modules/.bin', name);
  run(bin('publint'), ['run', tarball, '--strict'], folder);
  run(bin('attw'), [tarball, '--profile', 'esm-only'], folder);

  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  run(
    'npm',
    [
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      ...tarballs.map(({ filename }) => `./${filename}`),
    ],
    folder,
  );
  run(
    'node',
    ['-e', `const m = await import('${self.name}'); if (typeof m !== 'object') process.exit(1);`],
    folder,
  );
  for (const command of Object.keys(self.bin ?? {}))
    run(join(folder, 'node_modules/.bin', command), ['--help'], folder);

  const gzipped = gzipSync(readFileSync('dist/index.js')).length;
  const limit = sizeLimits.get(self.name) ?? Number.POSITIVE_INFINITY;
  if (gzipped > limit) throw new Error(`dist/index.js is ${gzipped} bytes gzipped, ${limit} are allowed`);
  console.log(
    `${self.name}: packs, installs alone and imports; ${own.size} bytes packed, ${gzipped} bytes of JavaScript gzipped`,
  );
} catch (error) {
  console.error(`${self.name}: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
