/**
 * Runs checks and tests of everything, or of the packages that are named: `npm test -- sparse eval`.
 * What did not change since the last run is taken from turbo's cache. The last line has the true counts
 * of all of it, cached or not.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, workspaces } from './workspaces.mjs';

const wanted = process.argv.slice(2).map((name) => name.replace(/^@reprise\//, ''));
const all = workspaces();
const chosen = all.filter(
  ({ manifest }) => wanted.length === 0 || wanted.includes(manifest.name.split('/')[1]),
);
const unknown = wanted.filter((name) => !all.some(({ manifest }) => manifest.name.endsWith(`/${name}`)));
if (unknown.length > 0) {
  console.error(
    `no package is called ${unknown.join(', ')}: there are ${all.map(({ manifest }) => manifest.name).join(', ')}`,
  );
  process.exit(2);
}

const shared = resolve(process.env.REPRISE_SHARED ?? join(root, '../shared'));
const env = { ...process.env };
if (existsSync(shared)) env.REPRISE_SHARED = shared;
else
  console.log(
    'The test collections are not here: tests on them are skipped (REPRISE_SHARED names their folder).',
  );

const resultsOf = ({ folder }) => join(root, folder, '.test-results/results.json');
for (const workspace of chosen) rmSync(resultsOf(workspace), { force: true });

const run = (command, args) => spawnSync(command, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
const turbo = (tasks, filters) =>
  run(join(root, 'node_modules/.bin/turbo'), [
    'run',
    ...tasks,
    '--continue=always',
    '--output-logs=errors-only',
    ...filters,
  ]);

const checks = new Map();
if (wanted.length === 0) {
  for (const name of ['lint', 'types', 'rooms'])
    checks.set(name, run('npm', ['run', '--silent', `check:${name}`]));
  checks.set('packages', turbo(['build', 'check'], []));
  checks.set('examples in the READMEs', run('node', ['scripts/check-readmes.mjs']));
}
turbo(
  ['test'],
  chosen.map(({ manifest }) => `--filter=${manifest.name}`),
);

let passed = 0;
let failed = 0;
let skipped = 0;
console.log();
for (const workspace of chosen) {
  if (workspace.manifest.scripts?.test === undefined) continue;
  const { name } = workspace.manifest;
  const file = resultsOf(workspace);
  if (!existsSync(file)) {
    console.log(`${name.padEnd(24)} did not run to its end`);
    failed++;
    continue;
  }
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const broken = results.testResults.filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  const counts = [
    results.numPassedTests,
    results.numFailedTests + broken.length,
    results.numPendingTests + results.numTodoTests,
  ];
  console.log(`${name.padEnd(24)} ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped`);
  passed += counts[0];
  failed += counts[1];
  skipped += counts[2];
  for (const suite of results.testResults) {
    for (const test of suite.assertionResults)
      if (test.status === 'failed') console.log(`  failed: ${test.fullName}`);
  }
}
for (const [name, good] of checks) {
  console.log(`${`check: ${name}`.padEnd(24)} ${good ? 'passed' : 'failed'}`);
  if (good) passed++;
  else failed++;
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
