import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../../../', import.meta.url));
const demo = join(repository, 'apps/demo');

/** The sample collection. */
export const sample: string = join(repository, 'packages/datasets/sample');

/** The command and the page, built from their sources into a folder of their own. */
export interface Demo {
  readonly folder: string;
  /** Runs a command of `reprise` to its end. */
  readonly reprise: (...words: readonly string[]) => Promise<void>;
  readonly serve: (...words: readonly string[]) => Promise<Served>;
  readonly remove: () => void;
}

export interface Served {
  readonly url: string;
  /** Ends at once, as a crash would. */
  readonly kill: () => Promise<void>;
}

/** Builds both as the packages' own builds do. Everything lies within the package, where dependencies are found. */
export async function buildDemo(): Promise<Demo> {
  const within = join(demo, '.test-results');
  mkdirSync(within, { recursive: true });
  const folder = mkdtempSync(join(within, 'demo-'));
  const command = join(folder, 'bin/reprise.js');
  await build({
    entryPoints: [join(repository, 'apps/cli/src/bin.ts')],
    outfile: command,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    alias: sources(),
    absWorkingDir: repository,
  });
  // It reads its own version there.
  copyFileSync(join(repository, 'apps/cli/package.json'), join(folder, 'package.json'));
  await buildPage(join(folder, 'dist/page'));
  return Object.freeze({
    folder,
    reprise: async (...words: readonly string[]) => {
      await run(process.execPath, [command, ...words]);
    },
    serve: (...words: readonly string[]) => serve([command, 'serve', ...words]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  });
}

export async function buildPage(folder: string): Promise<void> {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  await run(process.execPath, [vite, 'build', '--outDir', folder], {
    cwd: demo,
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

/** Every package by the name under which others import it. */
function sources(): Record<string, string> {
  const packages = readdirSync(join(repository, 'packages')).map((name) => [name, join('packages', name)]);
  return Object.fromEntries(
    [...packages, ['demo', 'apps/demo']]
      .map(
        ([name, folder]) => [`@reprise/${name}`, join(repository, String(folder), 'src/index.ts')] as const,
      )
      .filter(([, file]) => existsSync(file)),
  );
}

async function serve(words: readonly string[]): Promise<Served> {
  const server = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  server.stderr.on('data', (chunk) => said.push(String(chunk)));
  const ended = once(server, 'exit');
  const [url] = await Promise.race([
    once(createInterface({ input: server.stdout }), 'line'),
    ended.then(() => Promise.reject(new Error(`the server ended: ${said.join('')}`))),
  ]);
  return Object.freeze({
    url: String(url),
    kill: async () => {
      server.kill('SIGKILL');
      await ended;
    },
  });
}
