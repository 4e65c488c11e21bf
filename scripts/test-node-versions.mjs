/**
 * Runs every package's tests on Node 20, 22 and 24, or on the versions that are named:
 * `npm run test:node-versions -- 22`. The npm package `node` brings the binaries.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { root, workspaces } from './workspaces.mjs';

const versions = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24'];
const folder = join(root, '.reprise/node-versions');
mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, 'package.json')))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');

const shared = resolve(process.env.REPRISE_SHARED ?? join(root, '../shared'));
const lines = [];
let failures = 0;
for (const version of versions) {
  const binary = join(folder, `node_modules/node${version}/bin/node`);
  if (!existsSync(binary)) {
    spawnSync('npm', ['install', '--no-audit', '--no-fund', `node${version}@npm:node@${version}`], {
      cwd: folder,
      stdio: 'inherit',
    });
  }
  const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
  if (existsSync(shared)) env.REPRISE_SHARED = shared;
  const found = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout?.trim();
  for (const { folder: place, manifest } of workspaces()) {
    if (manifest.scripts?.test === undefined) continue;
    const run = spawnSync(
      binary,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--config',
        '../../vitest.config.ts',
        '--outputFile.json=.test-results/node-versions.json',
      ],
      { cwd: join(root, place), env, encoding: 'utf8' },
    );
    if (run.status !== 0) {
      failures++;
      console.log(`${run.stdout}${run.stderr}`);
    }
    lines.push(`${found} ${manifest.name.padEnd(24)} ${run.status === 0 ? 'passed' : 'failed'}`);
    console.log(lines.at(-1));
  }
}
console.log(`${lines.length - failures} passed, ${failures} failed`);
process.exit(failures === 0 && lines.length > 0 ? 0 : 1);
