/**
 * Mutation score of a package: how many small faults, put into its code one by one, its tests notice.
 *
 *     npm run mutate -- fusion                       every source file of packages/fusion
 *     npm run mutate -- eval src/risk/u-risk.ts      some of them, by path or pattern
 *     npm run mutate -- fusion --concurrency=2       that many processes with tests; 1 less than there are cores if not given
 *     npm run mutate -- fusion --skip-static         without faults in what runs once, when a file is loaded: these cost a
 *                                                    run of all tests each, and are not counted then (but a test that
 *                                                    loads modules anew within itself makes them count, and survive)
 *
 * Works on a copy in a temporary folder, where StrykerJS is fetched too. Prints the score of each file (faults that a test
 * found or that hung, of all that compile) and every fault that none found; exits with 1 below 85 %. Every kind of fault
 * that StrykerJS knows is tried, in every file but tests and what only tests use. A run takes minutes to an hour.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './workspaces.mjs';

const stryker = '9.6.1';
const least = 85;
/** What is made here and not written: no part of the copy. */
const made = new Set(['.git', '.reprise', '.stryker-tmp', '.test-results', '.turbo', 'dist', 'node_modules']);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    concurrency: { type: 'string', default: `${Math.max(1, availableParallelism() - 1)}` },
    'skip-static': { type: 'boolean', default: false },
  },
});
const [name, ...patterns] = positionals;
if (!existsSync(join(root, 'packages', `${name}`, 'src')) || !/^[1-9]\d*$/.test(options.concurrency)) {
  console.error('usage: npm run mutate -- PACKAGE [FILE…] [--concurrency=N] [--skip-static]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'reprise-mutation-'));
try {
  process.exitCode = report(run());
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run() {
  const copy = join(folder, 'copy');
  cpSync(root, copy, { recursive: true, filter: (file) => !made.has(basename(file)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const tools = ['core', 'vitest-runner'].map((tool) => `@stryker-mutator/${tool}@${stryker}`);
  execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--legacy-peer-deps', ...tools], {
    cwd: folder,
    stdio: 'inherit',
  });
  // The runner must use the very vitest that the tests import.
  symlinkSync(join(root, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));

  const cwd = join(copy, 'packages', name);
  writeFileSync(
    join(copy, 'vitest.mutation.config.ts'),
    `import { mergeConfig } from 'vitest/config';
import preset from './vitest.config.js';
export default mergeConfig(preset, { test: { typecheck: { enabled: false }, reporters: [] } });
`,
  );
  const result = join(folder, 'result.json');
  writeFileSync(
    join(cwd, 'stryker.config.json'),
    JSON.stringify({
      testRunner: 'vitest',
      plugins: [join(folder, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
      vitest: { configFile: join(copy, 'vitest.mutation.config.ts') },
      mutate: [
        ...(patterns.length > 0 ? patterns : ['src/**/*.ts']),
        '!src/**/*.{test,test-d,test-support,fixture}.ts',
        '!src/testing/**',
        '!src/index.ts',
      ],
      inPlace: true,
      concurrency: Number(options.concurrency),
      ignoreStatic: options['skip-static'],
      timeoutMS: 20_000,
      reporters: ['json', process.stderr.isTTY ? 'progress' : 'progress-append-only'],
      jsonReporter: { fileName: result },
    }),
  );
  const env = { ...process.env };
  if (env.REPRISE_SHARED === undefined && existsSync(join(root, '../shared')))
    env.REPRISE_SHARED = join(root, '../shared');
  const { status } = spawnSync(process.execPath, [join(folder, 'node_modules/.bin/stryker'), 'run'], {
    cwd,
    env,
    stdio: ['ignore', 2, 2],
  });
  if (!existsSync(result)) throw new Error(`the run ended with ${status} and without a result`);
  return JSON.parse(readFileSync(result, 'utf8')).files;
}

function report(files) {
  const total = { found: 0, all: 0, ignored: 0 };
  for (const [file, { mutants, source }] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const counted = mutants.filter(({ status }) => status !== 'CompileError' && status !== 'Ignored');
    const missed = counted.filter(({ status }) => status !== 'Killed' && status !== 'Timeout');
    total.found += counted.length - missed.length;
    total.all += counted.length;
    total.ignored += mutants.filter(({ status }) => status === 'Ignored').length;
    console.log(
      `${share(counted.length - missed.length, counted.length)}  ${counted.length} faults  ${relative('.', file)}`,
    );
    for (const { location, replacement } of missed) {
      const original = excerpt(between(source, location));
      console.log(`        ${file}:${location.start.line}  ${original}  →  ${excerpt(replacement ?? '')}`);
    }
  }
  const without = total.ignored === 0 ? '' : `, without ${total.ignored} that --skip-static left out`;
  console.log(`${share(total.found, total.all)}  ${total.all} faults  packages/${name}${without}`);
  return total.found * 100 < least * total.all ? 1 : 0;
}

/** The part of a text from one line and column, both from 1, to another. */
function between(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines.push(lines.pop().slice(0, end.column - 1));
  return [lines[0].slice(start.column - 1), ...lines.slice(1)].join('\n');
}

function share(part, all) {
  return `${(all === 0 ? 100 : (part / all) * 100).toFixed(1).padStart(5)} %`;
}

function excerpt(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
