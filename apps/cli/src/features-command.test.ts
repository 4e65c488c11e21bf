import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildFeatures, openFeatures } from '@reprise/prf-prompt';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { corpus } from './encoded-index.test-support.js';
import { type LanguageServer, languageServer } from './language-server.test-support.js';
import { bin, call, type Outcome } from './main.test-support.js';

const folder = mkdtempSync(join(tmpdir(), 'reprise-features-'));
const at = (...names: string[]): string => join(folder, ...names);
const input = at('corpus.jsonl');
let server: LanguageServer;

beforeAll(async () => {
  vi.stubEnv('XDG_CACHE_HOME', at('cache'));
  vi.stubEnv('REPRISE_LLM_KEY', '');
  vi.stubEnv('OPENAI_API_KEY', 'sk-of-another-house');
  writeFileSync(input, corpus);
  server = await languageServer();
});
afterEach(() => {
  delete server.fault;
  server.asked.length = 0;
  server.keys.length = 0;
});
afterAll(async () => {
  await server.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
async function newIndex(): Promise<string> {
  const index = at(`${count++}.index`);
  expect(await call(['index', '--input', input, '--index', index])).toMatchObject({ code: 0 });
  return index;
}
const make = (index: string, ...args: string[]): Promise<Outcome> =>
  call(['features', '--index', index, ...args]);
const figures = async (index: string, ...args: string[]): Promise<Record<string, unknown>> => {
  const { code, stdout, stderr } = await make(index, '--json', ...args);
  expect({ args, code, stderr }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
};
const asking = (...features: string[]): string[] => [
  ...['--features', features.join(','), '--url', server.url, '--llm', 'small'],
];
/** Names of the features that each document has. */
async function held(index: string): Promise<Record<string, string>> {
  const store = await openFeatures(join(index, 'features'));
  const names: Record<string, string> = {};
  for await (const { id, features } of store.documents()) names[id] = [...features.keys()].sort().join(' ');
  await store.close();
  return names;
}
const run = at('some.run');
const all = ['attack', 'heart', 'lung', 'pulse', 'rose'];
const each = (names: string): Record<string, string> => Object.fromEntries(all.map((id) => [id, names]));

describe('reprise features', () => {
  it('makes features without a language model, of the texts that the index holds', async () => {
    const index = await newIndex();
    const made = await make(index, '--features', 'keywords,summary');
    expect(made).toMatchObject({ code: 0, stdout: '' });
    expect(made.stderr).toMatch(
      /^made keywords, summary of 5 documents in [\d.]+ s\nuse them: reprise search [^\n]*promptPrf\(features=keywords\)/,
    );
    expect(await held(index)).toEqual(each('keywords summary'));
    expect(await make(index, '--features', 'summary', '--maker', 'extractive')).toMatchObject({
      code: 0,
      stderr: 'nothing to make: the documents have summary\n',
    });
    expect((await call(['verify', '--index', index])).code).toBe(0);
    const search = ['search', '--index', index, '--query', 'heart', '--json', '--pipeline'];
    const found = await call([...search, 'bm25 >> promptPrf(features="keywords,summary") >> bm25']);
    expect(found).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(found.stdout).terms).toHaveProperty('blood');
  });

  it('asks a language model once for each document and feature, and adds to what is there', async () => {
    const index = await newIndex();
    await figures(index, '--features', 'keywords');
    expect(await figures(index, ...asking('summary', 'queries'))).toEqual({
      ...{ index, features: ['summary', 'queries'], documents: 5, failures: 0, calls: 10, tokens: 150 },
      seconds: expect.any(Number),
    });
    expect(server.keys).toEqual(Array(10).fill(undefined));
    expect(await held(index)).toEqual(each('keywords queries summary'));
    const store = await openFeatures(join(index, 'features'));
    const features = (await store.fetch(['rose'], ['features'])).get('rose')?.features;
    expect(features?.get('summary')).toBe('It ends with in spring.');
    expect(Object.keys(JSON.parse(store.maker)).sort()).toEqual(['keywords', 'queries', 'summary']);
    await store.close();
    // All of it is kept: made anew it costs nothing.
    expect(await figures(index, ...asking('summary', 'queries'), '--replace')).toMatchObject({ calls: 0 });
    expect(await held(index)).toEqual(each('queries summary'));
  });

  it('makes those of the first hits of a run alone, and later those of another', async () => {
    const index = await newIndex();
    writeFileSync(run, 'q Q0 rose 1 3 t\nq Q0 lung 2 2 t\nq Q0 heart 3 1 t\np Q0 rose 1 3 t\n');
    expect(await figures(index, ...asking('facts'), '--for', run, '--hits', '2')).toMatchObject({
      documents: 2,
    });
    expect(await held(index)).toEqual({ ...each(''), lung: 'facts', rose: 'facts' });
    expect((await call(['verify', '--index', index])).code).toBe(0);
    expect(await figures(index, ...asking('facts', 'essay'), '--for', run)).toMatchObject({
      documents: 3,
      calls: 4,
    });
    expect(await held(index)).toEqual({
      ...each(''),
      heart: 'essay facts',
      lung: 'essay facts',
      rose: 'essay facts',
    });
    expect(await figures(index, '--features', 'keywords')).toMatchObject({ documents: 5 });
    expect((await held(index)).heart).toBe('essay facts keywords');

    const piped = await call(
      ['features', '--index', index, '--features', 'entities', '--for', '-'],
      'q Q0 heart 1 1 t\n',
    );
    expect(piped).toMatchObject({ code: 0, stderr: expect.stringMatching(/^made entities of 1 documents/) });

    writeFileSync(run, 'q Q0 tulip 1 3 t\n');
    const stranger = await make(index, '--features', 'keywords', '--for', run);
    expect(stranger).toMatchObject({ code: 1, stdout: '' });
    expect(stranger.stderr).toMatch(
      /some\.run names the document "tulip", which the index in .* does not hold: give a run of/,
    );
  });

  it('does not mix two makers of one feature', async () => {
    const index = await newIndex();
    expect(await call(['index', '--input', input, '--index', index, '--with', 'features'])).toMatchObject({
      code: 0,
    });
    const mixed = await make(index, ...asking('keywords'));
    expect(mixed).toMatchObject({ code: 1, stdout: '' });
    expect(mixed.stderr).toMatch(
      /already holds keywords by another maker \(extractive@1 .*\): leave keywords out, or give --replace/,
    );
    expect(server.asked).toHaveLength(0);
    await figures(index, ...asking('keywords'), '--replace');
    expect(await held(index)).toEqual(each('keywords'));

    const features = new Map([['summary', 'written by hand']]);
    await buildFeatures(
      all.map((id) => ({ id, features })),
      join(index, 'features'),
      { maker: 'Ann', replace: true },
    );
    expect((await make(index, '--features', 'summary')).stderr).toContain(
      'already holds summary by another maker (Ann)',
    );
    await figures(index, '--features', 'keywords');
    expect((await make(index, '--features', 'summary')).stderr).toContain('another maker (Ann)');
  });

  it('refuses what is no usage with what to give, before it opens anything', async () => {
    const none = at('none.index');
    for (const [args, fault] of [
      [
        ['--features', 'facts'],
        /--features facts: a language model makes it: give --model FILE.gguf, or --url URL --llm NAME/,
      ],
      [['--features', 'keyword'], /--features keyword: features are .* \(did you mean keywords\?\)/],
      [['--features', ''], /features are keywords/],
      [['--features', 'keywords,keywords'], /names keywords twice/],
      [['--features', 'facts', '--url', 'http://127.0.0.1:1/v1'], /both --url URL and --llm NAME/],
      [['--features', 'facts', '--llm', 'small'], /both --url URL and --llm NAME/],
      [
        ['--features', 'facts', '--model', 'm.gguf', '--llm', 'small'],
        /give either --model FILE.gguf, or both/,
      ],
      [
        ['--features', 'keywords', '--maker', 'extractive', '--model', 'm.gguf'],
        /--maker extractive asks no language model/,
      ],
      [['--features', 'keywords', '--timeout', '5'], /--timeout is that of a language model/],
      [
        ['--features', 'facts', '--url', 'http://127.0.0.1:1/v1', '--llm', 'x', '--threads', '2'],
        /--threads is that of a --model/,
      ],
      [['--features', 'keywords', '--maker', 'magic'], /Allowed choices are extractive/],
      [
        ['--features', 'facts', '--url', 'file:///etc', '--llm', 'x'],
        /baseUrl is "\(not shown\)": give an http or https address/,
      ],
      [
        ['--features', 'facts', '--url', 'http://user:secret@127.0.0.1/v1', '--llm', 'x'],
        /baseUrl is "\(not shown\)"/,
      ],
    ] as const) {
      const refused = await make(none, ...args);
      expect({ args, ...refused }).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(fault);
      expect(refused.stderr).not.toContain('secret');
    }
    expect(await make(none, '--features', 'keywords')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no index in'),
    });
    const textless = at('textless.index');
    await call(['index', '--input', input, '--index', textless, '--with', 'terms']);
    expect(await make(textless, '--features', 'keywords')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /holds no texts of its documents: reprise index .* --with text,terms --replace/,
      ),
    });
  });

  it('says what to give or to install where there is no model', async () => {
    const index = await newIndex();
    expect(await make(index, '--features', 'facts', '--model', at('none.gguf'))).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: `reprise: there is no file ${at('none.gguf')}: give the path of a GGUF file\n`,
    });
    writeFileSync(at('small.gguf'), 'GGUF and no more');
    const without = await make(index, '--features', 'facts', '--model', at('small.gguf'));
    expect(without).toMatchObject({ code: 1, stdout: '' });
    expect(without.stderr).toMatch(
      /node-llama-cpp cannot be loaded: npm install node-llama-cpp|cannot be opened/,
    );
    const search = ['search', '--index', index, '--query', 'heart', '--pipeline'];
    expect(await call([...search, `bm25 >> grf(model="${at('none.gguf')}") >> bm25`])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('give the path of a GGUF file'),
    });
    expect(existsSync(join(index, 'features'))).toBe(false);
  });

  it('takes a key from the environment alone, shows it to its address, and to nobody else', async () => {
    const index = await newIndex();
    server.fault = 'unauthorised';
    const refused = await make(index, ...asking('document'));
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/HTTP 401: .* give its key in the environment, as REPRISE_LLM_KEY/);
    delete server.fault;
    vi.stubEnv('REPRISE_LLM_KEY', 'sk-secret-0123456789');
    const made = await make(index, ...asking('document'), '--json', '--progress');
    vi.stubEnv('REPRISE_LLM_KEY', '');
    expect(made).toMatchObject({ code: 0 });
    expect(server.keys.at(-1)).toBe('Bearer sk-secret-0123456789');
    expect(made.stderr).toMatch(/^features: 5 documents of 5, 100 %/m);
    const files = [at('cache'), index].flatMap((root) =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1')),
    );
    expect(files.length).toBeGreaterThan(5);
    for (const text of [refused.stderr, made.stderr, made.stdout, ...files]) expect(text).not.toMatch(/sk-/);
  });

  it('goes on without what cannot be made, says so, and tries it again', async () => {
    const index = await newIndex();
    server.fault = 'nonsense';
    const made = await make(index, ...asking('entities'));
    expect(made).toMatchObject({ code: 0 });
    expect(made.stderr).toMatch(
      /^warning: features: document "attack" has no entities: the answer of .* is not JSON/m,
    );
    expect(made.stderr).toMatch(/5 of them could not be made: the same command tries again/);
    expect(await held(index)).toEqual(each(''));
    delete server.fault;
    expect(await figures(index, ...asking('entities'))).toMatchObject({
      documents: 5,
      failures: 0,
      calls: 5,
    });
    expect(await held(index)).toEqual(each('entities'));
  });

  it('ends with a message where nobody answers in time', async () => {
    const index = await newIndex();
    server.fault = 'silent';
    const late = await make(index, ...asking('news'), '--timeout', '1');
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr).toMatch(
      /gave no answer in 1000 ms: try again later or allow more time \(3 attempts\)/,
    );
    expect(existsSync(join(index, 'features'))).toBe(false);
  });
});

describe('grf in a pipeline', () => {
  it('ends with a message where nobody answers in the time it gives', async () => {
    const index = await newIndex();
    server.fault = 'silent';
    const pipeline = `bm25 >> grf(url="${server.url}", llm=small, features=news, timeout=1) >> bm25`;
    const late = await call(['search', '--index', index, '--query', 'heart', '--pipeline', pipeline]);
    delete server.fault;
    expect(late).toMatchObject({ code: 1, stdout: '' });
    expect(late.stderr).toMatch(/gave no answer in 1000 ms/);
  });

  it('asks once for each query, however often it is searched for', async () => {
    const index = await newIndex();
    const pipeline = `bm25 >> grf(url="${server.url}", llm=small, features=summary) >> bm25`;
    const search = ['search', '--index', index, '--query', 'heart', '--json', '--pipeline', pipeline];
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await call(search);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout).terms).toHaveProperty('end');
    }
    expect(server.asked).toHaveLength(1);
    const explained = await call(['explain', '--index', index, '--query', 'heart', '--pipeline', pipeline]);
    expect(explained.stdout).toMatch(/^grf rewrote the query/m);
  });
});

describe('reprise features, killed', () => {
  it('goes on where it was ended, asks for nothing twice that was answered, and leaves all or nothing', async () => {
    const many = at('many.jsonl');
    const documents = Array.from({ length: 60 }, (_, i) => ({ _id: `d${i}`, text: `text number ${i}` }));
    writeFileSync(many, documents.map((document) => JSON.stringify(document)).join('\n'));
    const index = at('many.index');
    expect(await call(['index', '--input', many, '--index', index])).toMatchObject({ code: 0 });
    const args = ['features', '--index', index, ...asking('keywords', 'summary'), '--json'];
    server.delay = 4;
    const kills = 4;
    for (let round = 0; round <= kills; round++) {
      const child = spawn('node', [bin, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
      const out: Buffer[] = [];
      child.stdout.on('data', (chunk) => out.push(chunk));
      const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
      if (round === kills) {
        expect(await ended).toBe(0);
        expect(JSON.parse(Buffer.concat(out).toString())).toMatchObject({ documents: 60, failures: 0 });
        continue;
      }
      const before = server.asked.length;
      while (server.asked.length < before + 12 && child.exitCode === null) await sleep(1);
      await sleep(round);
      child.kill(round === 1 ? 'SIGINT' : 'SIGKILL');
      expect(await ended).toBe(round === 1 ? 130 : null);
      expect(existsSync(join(index, 'features'))).toBe(false);
    }
    server.delay = 0;
    expect(new Set(server.asked).size).toBe(120);
    // Only what was under way at a kill, four calls at most, is asked twice.
    expect(server.asked.length).toBeLessThanOrEqual(120 + 4 * kills);
    expect(Object.values(await held(index))).toEqual(Array(60).fill('keywords summary'));
    expect((await call(['verify', '--index', index])).code).toBe(0);
  });
});
