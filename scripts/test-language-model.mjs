/**
 * Runs the tests that ask a real language model: `npm run test:language-model`, with REPRISE_GGUF the path of an instruct
 * model's GGUF file and node-llama-cpp installed, or REPRISE_LLAMA the path of its `dist/index.js`. Without them those tests
 * are skipped everywhere, and here it is an error.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { root } from './workspaces.mjs';

const suites = [
  ['packages/llm', 'src/gguf/gguf.test.ts'],
  ['packages/prf-prompt', 'src/real-model.test.ts'],
];

const refuse = (what) => {
  console.error(what);
  process.exit(2);
};
const { REPRISE_GGUF: model, REPRISE_LLAMA: runtime } = process.env;
if (!model) refuse("no model to test with: set REPRISE_GGUF to the path of an instruct model's GGUF file");
if (!existsSync(model)) refuse(`there is no file ${model}: set REPRISE_GGUF to the path of a GGUF file`);
if (runtime && !existsSync(runtime))
  refuse(`there is no file ${runtime}: set REPRISE_LLAMA to the path of node-llama-cpp/dist/index.js`);
if (!runtime) {
  try {
    createRequire(join(root, 'packages/llm/package.json')).resolve('node-llama-cpp');
  } catch {
    refuse(
      'node-llama-cpp is not installed: npm install --ignore-scripts --omit=optional node-llama-cpp and the package ' +
        'of your platform, such as @node-llama-cpp/linux-x64, or set REPRISE_LLAMA to the path of its dist/index.js',
    );
  }
}

const env = {
  ...process.env,
  REPRISE_GGUF: resolve(model),
  ...(runtime && { REPRISE_LLAMA: resolve(runtime) }),
};
const failed = suites.filter(([folder, file]) => {
  const args = ['vitest', 'run', '--config', '../../vitest.config.ts', '--typecheck.enabled=false', file];
  return spawnSync('npx', args, { cwd: join(root, folder), env, stdio: 'inherit' }).status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
