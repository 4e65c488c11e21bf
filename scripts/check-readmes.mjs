/**
 * Runs every `ts` example of every README against the built packages, each in a folder of its own, after
 * checking its types. One that uses the test kit is run as a test.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { root, workspaces } from './workspaces.mjs';

const readmes = ['.', ...workspaces().map(({ folder }) => folder)]
  .map((folder) => join(folder, 'README.md'))
  .filter((file) => existsSync(join(root, file)));
const examples = readmes.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map((match, i) => ({
    name: `${file} #${i + 1}`,
    code: match[1],
  })),
);

mkdirSync(join(root, '.reprise'), { recursive: true });
const folder = mkdtempSync(join(root, '.reprise/readmes-'));
let failures = 0;
const report = (name, output) => {
  failures++;
  console.error(`${name}\n${output}\n`);
};
try {
  examples.forEach(({ code }, i) => {
    writeFileSync(join(folder, `example-${i}.ts`), `${code}\nexport {};\n`);
  });
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: {
        noEmit: true,
        isolatedDeclarations: false,
        declaration: false,
        noUnusedLocals: false,
      },
      include: ['*.ts'],
    }),
  );
  const types = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], {
    cwd: root,
    encoding: 'utf8',
  });
  if (types.status !== 0) {
    const named = types.stdout.replace(/\S*example-(\d+)\.ts/g, (_, i) => examples[i].name);
    report('types of the examples', named);
  }
  examples.forEach(({ name, code }, i) => {
    const place = join(folder, `run-${i}`);
    mkdirSync(place);
    const isTest = code.includes("'@reprise/testkit'");
    const file = isTest ? 'example.test.mjs' : 'example.mjs';
    writeFileSync(join(place, file), transformSync(code, { loader: 'ts', format: 'esm' }).code);
    if (isTest) writeFileSync(join(place, 'none.config.mjs'), 'export default {};');
    const runner = isTest
      ? [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'none.config.mjs']
      : [file];
    const { status, stdout, stderr } = spawnSync('node', runner, {
      cwd: place,
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (status !== 0) report(name, `${isTest ? stdout : ''}${stderr}`);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${examples.length - failures} of ${examples.length} README examples run`);
process.exit(failures === 0 ? 0 : 1);
