import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GenerationRequest, LanguageModel } from '../model/language-model.js';
import { languageModel } from '../model/make-language-model.js';
import { openAiCompatible } from '../openai/open-ai-compatible.js';
import { protocolServer } from '../testing/protocol-server.js';
import { errorOf, scripted } from '../testing/scripted.js';
import { reliable } from '../wrappers/reliable.js';
import { withConcurrency } from '../wrappers/with-concurrency.js';
import { openStore } from './store.js';
import { withCache } from './with-cache.js';

let root = '';
let directory = '';
let rounds = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'reprise-llm-'));
});
beforeEach(() => {
  directory = join(root, `${rounds++}`);
});
afterAll(() => rm(root, { recursive: true }));

const prompts = (...all: string[]) => all.map((prompt) => ({ prompt }));
const soon = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function files(folder = directory): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => stat(path)));
  return paths.filter((_, i) => kinds[i]?.isFile());
}

describe('withCache', () => {
  it('gives from disk what the model gave, whatever the texts', async () => {
    const requests = fc.array(
      fc.record(
        {
          prompt: fc.string({ unit: 'binary', minLength: 1 }),
          system: fc.string({ unit: 'binary' }),
          maxTokens: fc.integer({ min: 1, max: 9 }),
          schema: fc.constant({ type: 'string' }),
          seed: fc.nat(3),
          stop: fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }),
        },
        { requiredKeys: ['prompt'] },
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 1, max: 3 }), async (batch, concurrency) => {
        const place = join(root, `p${rounds++}`);
        const { model, asked } = scripted((request) => JSON.stringify(Object.values(request).join()));
        const expected = await model.generate(batch as GenerationRequest[]);
        asked.length = 0;
        const first = await withCache(model, place);
        expect(await first.generate(batch as GenerationRequest[], { concurrency })).toEqual(expected);
        const calls = asked.length;
        const second = await withCache(model, place);
        expect(await second.generate(batch as GenerationRequest[], { concurrency })).toEqual(expected);
        expect(asked.length).toBe(calls);
        expect(second.counts()).toEqual({ found: batch.length, made: 0, damaged: 0 });
      }),
      { numRuns: 30 },
    );
  });

  it('keeps texts with unpaired surrogates apart and as they are', async () => {
    const { model } = scripted(({ prompt }) => prompt);
    await (await withCache(model, directory)).generate(prompts('\ud800', '\ud801', '\ufffd'));
    const again = await withCache(model, directory);
    const made = await again.generate(prompts('\ud800', '\ud801', '\ufffd'));
    expect(made.map(({ text }) => text)).toEqual(['\ud800', '\ud801', '\ufffd']);
    expect(again.counts().found).toBe(3);
  });

  it('asks again wherever any part of the request or the model is another', async () => {
    const { model, asked } = scripted(() => '"x"');
    const base: GenerationRequest = { prompt: 'a' };
    const others: GenerationRequest[] = [
      base,
      { prompt: 'b' },
      { prompt: 'a', system: '' },
      { prompt: 'a', system: 'b' },
      { prompt: 'a', opening: 'b' },
      { prompt: 'a', maxTokens: 511 },
      { prompt: 'a', temperature: 1 },
      { prompt: 'a', seed: 0 },
      { prompt: 'a', seed: 1 },
      { prompt: 'a', stop: ['b'] },
      { prompt: 'a', schema: {} },
      { prompt: 'a', schema: { type: 'string' } },
    ];
    const kept = await withCache(model, directory);
    await kept.generate(others);
    expect(asked.length).toBe(others.length);
    await kept.generate([...others, { prompt: 'a', maxTokens: 512, temperature: 0 }]);
    expect(asked.length).toBe(others.length);
    const named = (name: string, id: string, identity: string) =>
      languageModel({
        name,
        model: id,
        identity,
        generate: async () => ({ text: 'other', finish: 'stop' }) as const,
      });
    for (const other of [
      named('x', 'capitals', ''),
      named('scripted', 'x', ''),
      named('scripted', 'capitals', 'x'),
    ]) {
      const [made] = await (await withCache(other, directory)).generate([base]);
      expect(made?.text).toBe('other');
    }
  });

  it('lets equal requests share one call, in a batch and across batches', async () => {
    const { model, asked } = scripted(async ({ prompt }) => {
      await soon(2);
      return prompt;
    });
    const kept = await withCache(model, directory);
    const batches = [prompts('a', 'a', 'b'), prompts('b', 'a')];
    const made = await Promise.all(batches.map((batch) => kept.generate(batch, { concurrency: 5 })));
    expect(made.map((batch) => batch.map(({ text }) => text))).toEqual([
      ['a', 'a', 'b'],
      ['b', 'a'],
    ]);
    expect(asked.sort()).toEqual(['a', 'b']);
    expect(kept.counts()).toEqual({ found: 3, made: 2, damaged: 0 });
  });

  it('asks itself where the call it shared was aborted or failed', async () => {
    let calls = 0;
    const { model } = scripted(async ({ prompt }) => {
      const call = ++calls;
      if (call === 1) await new Promise(() => undefined);
      await soon(1);
      if (call === 2) throw new Error('bad luck');
      return prompt;
    });
    const kept = await withCache(model, directory);
    const controller = new AbortController();
    const first = errorOf(kept.generate(prompts('a'), { signal: controller.signal }));
    const second = errorOf(kept.generate(prompts('a')));
    const third = kept.generate(prompts('a'));
    while (calls === 0) await soon(1);
    controller.abort();
    expect(await first).toMatchObject({ code: 'ABORTED' });
    const outcomes = [await second, await third.catch((error) => error)];
    expect(outcomes[0]).toMatchObject({ message: expect.stringMatching(/bad luck/) });
    expect(outcomes[1]).toMatchObject([{ text: 'a' }]);
  });

  it('keeps nothing of a call that failed or left its schema', async () => {
    const { model } = scripted(({ prompt }) => {
      if (prompt === 'bad') throw new Error('no');
      return 'no JSON';
    });
    const kept = await withCache(model, directory);
    await errorOf(kept.generate(prompts('bad')));
    await errorOf(kept.generate([{ prompt: 'a', schema: {} }]));
    expect(await files()).toEqual([]);
  });

  it('takes any damage of a file for nothing kept, and writes it again', async () => {
    const { model, asked } = scripted();
    const kept = await withCache(model, directory);
    const ask = async () => {
      const [made] = await kept.generate(prompts('passage'));
      expect(made).toEqual({ text: 'PASSAGE', finish: 'stop', usage: { inputTokens: 7, outputTokens: 7 } });
      return kept.counts();
    };
    await ask();
    const [path = ''] = await files();
    const whole = await readFile(path);
    let calls = 1;
    for (let at = 0; at < whole.length; at++) {
      const flipped = Buffer.from(whole);
      flipped[at]! ^= 1 << (at % 8);
      for (const bytes of at % 3 === 0 ? [flipped, whole.subarray(0, at)] : [flipped]) {
        await writeFile(path, bytes);
        expect(await ask()).toEqual({ found: 0, made: ++calls, damaged: calls - 1 });
        expect(asked.length).toBe(calls);
        expect(await readFile(path)).toEqual(whole);
      }
    }
    expect(await ask()).toEqual({ found: 1, made: calls, damaged: calls - 1 });
  });

  it('takes a file under another name, or one that does not fit the schema, for nothing kept', async () => {
    const { model, asked } = scripted(() => '{"a":1}');
    const kept = await withCache(model, directory);
    await kept.generate(prompts('a'));
    const [first = ''] = await files();
    await kept.generate(prompts('b'));
    const second = (await files()).find((path) => path !== first) as string;
    await writeFile(second, await readFile(first));
    asked.length = 0;
    await kept.generate(prompts('b'));
    expect(asked).toEqual(['b']);
    const schema = { type: 'object', required: ['a'] };
    await kept.generate([{ prompt: 'c', schema }]);
    const third = (await files()).find((path) => path !== first && path !== second) as string;
    const key = third.slice(directory.length).replace(/[^0-9a-f]|\.json$/g, '');
    await (await openStore(directory)).write(key, { text: '{"b":1}', finish: 'stop' });
    const [made] = await kept.generate([{ prompt: 'c', schema }]);
    expect(made?.value).toEqual({ a: 1 });
    expect(asked).toEqual(['b', 'c', 'c']);
  });

  it('writes neither prompts nor keys and leaves only whole files', async () => {
    const server = await protocolServer([
      undefined,
      { kind: 'choice', choice: { message: { content: 'said' } } },
    ]);
    const model = openAiCompatible({ baseUrl: server.baseUrl, model: 'echo', apiKey: 'sk-secret' });
    const kept = await withCache(model, directory);
    await kept.embed(['text']);
    await kept.generate(prompts('a private question'));
    await server.close();
    const [path = '', ...others] = await files();
    expect(others).toEqual([]);
    expect(path).toMatch(/[0-9a-f]{2}[/\\][0-9a-f]{62}\.json$/);
    const text = await readFile(path, 'utf8');
    expect(text).toMatch(/"text":"said".*\ncrc32 [0-9a-f]{8}\n$/);
    expect(text).not.toMatch(/sk-secret|private/);
  });

  it('does not touch a file it reads', async () => {
    const { model } = scripted();
    const kept = await withCache(model, directory);
    await kept.generate(prompts('a'));
    const [path = ''] = await files();
    await utimes(path, 1, 1);
    await kept.generate(prompts('a'));
    expect((await stat(path)).mtimeMs).toBe(1000);
  });

  it('leaves nothing behind where an answer cannot be written', async () => {
    let path = '';
    const { model } = scripted(async ({ prompt }) => {
      if (path !== '') await mkdir(path);
      return prompt;
    });
    const kept = await withCache(model, directory);
    await kept.generate(prompts('a'));
    [path = ''] = await files();
    await rm(path);
    const error = await errorOf(kept.generate(prompts('a')));
    expect(error).toMatchObject({ code: 'IO_FAILED', details: { operation: 'write', path } });
    expect(await files()).toEqual([]);
  });

  it('refuses a model that gives no answer', async () => {
    const empty: LanguageModel = { ...scripted().model, generate: async () => [] };
    const error = await errorOf((await withCache(empty, directory)).generate(prompts('a')));
    expect(error).toMatchObject({ code: 'PLUGIN_CONTRACT' });
  });

  it('says what is wrong with a folder that cannot be used', async () => {
    await writeFile(directory, '');
    expect(await errorOf(withCache(scripted().model, directory))).toMatchObject({ code: 'IO_FAILED' });
    await expect(withCache(scripted().model, '')).rejects.toThrow(/directory is ""/);
    directory = join(root, `${rounds++}`);
    const kept = await withCache(scripted().model, directory);
    await kept.generate(prompts('a'));
    const [path = ''] = await files();
    await rm(join(path, '..'), { recursive: true });
    await writeFile(join(path, '..'), '');
    expect(await errorOf(kept.generate(prompts('a')))).toMatchObject({
      code: 'IO_FAILED',
      details: { operation: 'read' },
    });
  });

  it('goes on where a killed process stopped', async () => {
    const script = join(root, 'generate.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('../testing/generate-until-killed.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
      alias: { '@reprise/spec': fileURLToPath(new URL('../../../spec/src/index.ts', import.meta.url)) },
    });
    const count = 80;
    const server = await protocolServer([], { delay: 1 });
    const kills = 4;
    let output = '';
    for (let round = 0; round <= kills; round++) {
      const child = spawn(process.execPath, [script, directory, server.baseUrl, String(count)]);
      output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      const before = server.asked.length;
      const ended = new Promise((resolve) => child.on('close', resolve));
      if (round < kills) {
        // Killed after some more answers, at any place of the work.
        while (server.asked.length < before + 10 && child.exitCode === null) await soon(1);
        await soon(round);
        child.kill('SIGKILL');
      }
      await ended;
    }
    await server.close();
    expect(JSON.parse(output)).toEqual(Array.from({ length: count }, (_, i) => `passage ${i}`));
    // Only what was under way at a kill, two calls at most, is asked twice.
    expect(server.asked.length).toBeLessThanOrEqual(count + 2 * kills);
    expect(server.asked.length).toBeGreaterThanOrEqual(count);
  }, 60_000);
});

describe('reliable', () => {
  it('retries, counts every attempt, keeps answers and goes as wide as it may', async () => {
    const busy = { kind: 'status', status: 429, headers: { 'retry-after': '0' } } as const;
    const server = await protocolServer([busy, undefined, busy], { delay: 5 });
    const backend = openAiCompatible({ baseUrl: server.baseUrl, model: 'echo' });
    const model = await reliable(backend, { baseDelay: 1, concurrency: 3, calls: 7, cache: directory });
    const batch = prompts('a', 'b', 'c', 'd', 'e');
    expect((await model.generate(batch)).map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(model.spent().calls).toBe(7);
    expect(server.busiest()).toBeLessThanOrEqual(3);
    await model.generate(batch);
    expect(server.asked.length).toBe(7);
    expect(await errorOf(model.generate(prompts('f')))).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await server.close();
  });

  it('works without a cache and gives each attempt its time', async () => {
    const server = await protocolServer([{ kind: 'silent' }]);
    const backend = openAiCompatible({ baseUrl: server.baseUrl, model: 'echo' });
    const model = await reliable(backend, { timeout: 1000, baseDelay: 1 });
    expect(await model.generate(prompts('a'))).toMatchObject([{ text: 'a' }]);
    expect(model.spent().calls).toBe(2);
    await server.close();
  });
});

it('a cache around a limit, or inside of one, lets its misses run side by side', async () => {
  for (const outside of [true, false]) {
    const { model, busiest } = scripted(async ({ prompt }) => {
      // None ends before four of them have met.
      while (busiest() < 4) await soon(1);
      return prompt;
    });
    const place = join(directory, String(outside));
    const wrapped = outside
      ? await withCache(withConcurrency(model, 4), place)
      : withConcurrency(await withCache(model, place), 4);
    await wrapped.generate(prompts('a', 'b', 'c', 'd', 'e', 'f'));
    expect(busiest()).toBe(4);
  }
});
