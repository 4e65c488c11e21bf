import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Engine } from '../api/engine.js';
import type { About, SearchAnswer } from '../api/types.js';
import { type DemoServer, type ServeOptions, serveDemo } from './serve-demo.js';

export const about: About = {
  name: 'small',
  documents: 1,
  stages: [],
  fusers: [],
  presets: [],
  examples: [],
  judged: [],
  measures: [],
};

export const found: SearchAnswer = {
  pipeline: 'bm25',
  milliseconds: 1,
  hits: [],
  steps: [],
  feedback: [],
  program: '',
  command: '',
};

/** An engine that answers at once with nothing. */
export const quiet: Engine = {
  about: async () => about,
  search: async () => found,
  evaluate: async () => ({ underWay: { done: 0, total: 1 } }),
  document: async (id) => ({ id, text: '', features: {} }),
};

/** A search that waits for its signal. */
export const waiting: Engine['search'] = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** A page of two files, and a link to what is none of it. */
export function makePage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reprise-page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'assets', 'app-AbCd1234.js'), `export const text = '${'a'.repeat(2000)}';`);
  writeFileSync(join(folder, 'notes.txt'), 'no part of the page');
  symlinkSync('/etc/hosts', join(folder, 'assets', 'link.js'));
  return folder;
}

const servers: DemoServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Serves until the test ends. */
export async function start(engine: Partial<Engine> = {}, options: ServeOptions = {}): Promise<DemoServer> {
  const server = await serveDemo({ ...quiet, ...engine }, { port: 0, page: makePage(), ...options });
  servers.push(server);
  return server;
}

export const post = (
  { url }: DemoServer,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

export const search = (
  server: DemoServer,
  body: object = { query: 'a', pipeline: 'bm25' },
): Promise<Response> => post(server, 'api/search', JSON.stringify(body));

/** What a server answers to bytes as they are, until it closes the connection. */
export function raw({ port }: DemoServer, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.write(bytes);
  });
}
