import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../testing/scripted.js';
import { scriptedLlama } from '../testing/scripted-llama.js';
import { type GgufModel, gguf } from './gguf.js';
import type { LlamaRuntime } from './llama-runtime.js';

let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reprise-gguf-'));
  path = join(folder, 'letters.gguf');
  for (const name of ['letters', 'broken']) await writeFile(join(folder, `${name}.gguf`), `GGUF ${name}`);
});
afterAll(() => rm(folder, { recursive: true }));

const installed = (): boolean => {
  try {
    return createRequire(import.meta.url).resolve('node-llama-cpp') !== '';
  } catch {
    return false;
  }
};

describe('gguf', () => {
  it.skipIf(installed())('says what to install where the peer is missing', async () => {
    const error = await errorOf(gguf({ path }));
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: 'node-llama-cpp cannot be loaded: npm install node-llama-cpp',
    });
  });

  it('says what is wrong with a file before it opens anything', async () => {
    const { runtime, log } = scriptedLlama(() => '');
    const missing = await errorOf(gguf({ path: join(folder, 'none.gguf'), runtime }));
    expect(missing).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/there is no file .*none\.gguf/),
    });
    for (const text of ['', 'GGU', 'PK\u0003\u0004']) {
      await writeFile(join(folder, 'other'), text);
      const other = await errorOf(gguf({ path: join(folder, 'other'), runtime }));
      expect(other).toMatchObject({ code: 'UNSUPPORTED_FORMAT' });
    }
    expect(await errorOf(gguf({ path: folder, runtime }))).toMatchObject({ code: 'IO_FAILED' });
    expect(log).toEqual([]);
  });

  it('frees the runtime where it cannot open the file', async () => {
    const { runtime, log } = scriptedLlama(() => '');
    const error = await errorOf(gguf({ path: join(folder, 'broken.gguf'), runtime }));
    expect(error).toMatchObject({
      code: 'CORRUPT_FILE',
      message: expect.stringMatching(/tensor is cut off/),
    });
    expect(log.at(-1)).toBe('dispose');
    const large = await errorOf(gguf({ path, runtime, contextTokens: 1_000_000 }));
    expect(large).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringMatching(/contextTokens 1000000: too little memory/),
    });
    expect(log.filter((line) => line === 'dispose').length).toBe(2);
  });

  it('says so where the peer has no library for the platform', async () => {
    const error = await errorOf(gguf({ path, runtime: scriptedLlama(() => '').runtime, gpu: 'metal' }));
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/no library .*: no binary/),
    });
  });

  it.each([
    [{ path: '' }, /path is ""/],
    [{ threads: 0 }, /threads is 0/],
    [{ contextTokens: 1.5 }, /contextTokens is 1.5/],
    [{ sequences: 0 }, /sequences is 0/],
    [{ sequences: 65 }, /sequences is 65: give an integer from 1 to 64/],
  ])('refuses options that cannot be: %j', async (options, message) => {
    await expect(gguf({ path, runtime: scriptedLlama(() => '').runtime, ...options })).rejects.toThrow(
      message,
    );
  });

  it('downloads and compiles nothing, prints nothing and uses one thread of the processor', async () => {
    const { runtime, log } = scriptedLlama(() => '');
    await gguf({ path, runtime });
    expect(JSON.parse(log[0]?.slice(5) ?? '')).toEqual({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: 'disabled',
      maxThreads: 1,
    });
  });

  it('answers one request after the other', async () => {
    const asked: Record<string, unknown>[] = [];
    const { runtime, log } = scriptedLlama(async (prompt, options) => {
      asked.push(options);
      await new Promise((resolve) => setTimeout(resolve, 3));
      return options.grammar
        ? '{"a":1}'
        : options.responsePrefix
          ? `${options.responsePrefix}b`
          : `${prompt}…`;
    });
    const model = await gguf({ path, runtime });
    expect(model).toMatchObject({
      name: 'gguf',
      model: 'Letters',
      identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const schema = { type: 'object' };
    const made = await model.generate(
      [
        { system: 's', prompt: 'p', schema, maxTokens: 5, seed: 2, temperature: 1, stop: ['.'] },
        { prompt: 'p', opening: 'a', maxTokens: 6 },
        { prompt: 'pp', maxTokens: 7 },
      ],
      { concurrency: 3 },
    );
    expect(made).toEqual([
      { text: '{"a":1}', value: { a: 1 }, finish: 'stop', usage: { inputTokens: 4, outputTokens: 7 } },
      { text: 'b', finish: 'stop', usage: { inputTokens: 4, outputTokens: 2 } },
      { text: 'pp…', finish: 'length', usage: { inputTokens: 4, outputTokens: 3 } },
    ]);
    expect(log.slice(1)).toEqual(
      ['s>p', '>p', '>pp'].flatMap((prompt) => ['clear', `prompt ${prompt}`, 'end']),
    );
    expect(asked).toMatchObject([
      { maxTokens: 5, seed: 2, temperature: 1, customStopTriggers: ['.'], grammar: { grammarOf: schema } },
      { maxTokens: 6, temperature: 0, responsePrefix: 'a' },
      { maxTokens: 7, temperature: 0 },
    ]);
  });

  it('keeps whole blocks of what the request before began with', async () => {
    const { runtime, log } = scriptedLlama(() => 'yes');
    const model = await gguf({ path, runtime });
    const passage = 'x'.repeat(150);
    for (const task of ['a', 'b', 'b'])
      await model.generate([{ system: 's', prompt: passage + task, maxTokens: 5 }]);
    await model.nextTokens([{ system: 's', prompt: `${passage}c` }]);
    await model.nextTokens([{ system: 'other', prompt: `${passage}c` }]);
    const steps = log.filter((line) => !/^(?:open|prompt|end)/.test(line));
    expect(steps).toEqual([
      'clear',
      'erase 128 to 157',
      'erase 128 to 157',
      'erase 128 to 157',
      'evaluate 26',
      'clear',
      'evaluate 158',
    ]);
  });

  it('answers side by side where it has several sequences', async () => {
    let underWay = 0;
    let most = 0;
    const { runtime } = scriptedLlama(async (prompt) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 3));
      underWay--;
      return `${prompt}!`;
    });
    const model = await gguf({ path, runtime, sequences: 2 });
    const made = await model.generate(
      ['a', 'b', 'c', 'd', 'e'].map((prompt) => ({ prompt, maxTokens: 5 })),
      { concurrency: 5 },
    );
    expect(made.map(({ text }) => text)).toEqual(['a!', 'b!', 'c!', 'd!', 'e!']);
    expect(most).toBe(2);
  });

  it('refuses a prompt that does not fit instead of losing its middle', async () => {
    const { runtime, log } = scriptedLlama(() => '');
    const model = await gguf({ path, runtime, contextTokens: 20 });
    const fits = { prompt: '1234567890', maxTokens: 8 };
    await model.generate([fits]);
    const error = await errorOf(model.generate([{ ...fits, maxTokens: 9 }]));
    expect(error).toMatchObject({
      code: 'INVALID_INPUT',
      details: { reason: 'too-long', tokens: 12, limit: 20 },
    });
    expect(log.filter((line) => line.startsWith('prompt')).length).toBe(1);
    await expect(model.nextTokens([{ prompt: 'x'.repeat(18) }])).rejects.toThrow(/the prompt has 20 tokens/);
    await expect(model.embed(['x'.repeat(20)])).rejects.toThrow(/the prompt has 20 tokens/);
  });

  it('names a schema that no grammar can be made of', async () => {
    const model = await gguf({ path, runtime: scriptedLlama(() => '').runtime });
    expect(
      await errorOf(model.generate([{ prompt: 'p', schema: { type: 'odd' }, maxTokens: 5 }])),
    ).toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('gives next tokens, and embeds texts and prompts', async () => {
    const { runtime, log } = scriptedLlama(() => '');
    const model = await gguf({ path, runtime });
    const [made] = await model.nextTokens([{ prompt: 'p', opening: '"', count: 1, words: ['cb'] }]);
    expect(made?.tokens.map(({ text, id, logit }) => [text, id, logit])).toEqual([
      ['a', 97, 3],
      ['b', 98, 2],
      ['c', 99, 1],
    ]);
    expect(made?.usage).toEqual({ inputTokens: 4, outputTokens: 0 });
    expect(log.slice(1)).toEqual(['clear', 'evaluate 4']);
    const { vectors, usage } = await model.embed(['abc', { system: 's', prompt: 'p' }]);
    expect(vectors.map((vector) => [...vector])).toEqual([
      [3, 1],
      [4, 1],
    ]);
    expect(usage).toEqual({ inputTokens: 7, outputTokens: 0 });
  });

  it('does not begin a request that was given up while it waited, and closes once', async () => {
    const { runtime, log } = scriptedLlama(async (prompt) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return prompt;
    });
    const model = await gguf({ path, runtime });
    const controller = new AbortController();
    const first = model.generate([{ prompt: 'a', maxTokens: 5 }]);
    const second = errorOf(model.generate([{ prompt: 'b', maxTokens: 5 }], { signal: controller.signal }));
    controller.abort();
    expect(await second).toMatchObject({ code: 'ABORTED' });
    await Promise.all([model.close(), model.close()]);
    expect((await first)[0]?.text).toBe('a');
    expect(log.filter((line) => line.startsWith('prompt') || line === 'dispose')).toEqual([
      'prompt >a',
      'dispose',
    ]);
    expect(await errorOf(model.generate([{ prompt: 'c' }]))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/is closed/),
    });
  });

  it('tells files apart by their bytes, not by their names', async () => {
    const { runtime } = scriptedLlama(() => '');
    const identities = [];
    for (const [name, text] of [
      ['a', 'GGUF 1'],
      ['b', 'GGUF 1'],
      ['a', 'GGUF 2'],
      ['a', 'GGUF 1 '],
    ]) {
      await writeFile(join(folder, `${name}.gguf`), text ?? '');
      identities.push((await gguf({ path: join(folder, `${name}.gguf`), runtime })).identity);
    }
    expect(identities[0]).toBe(identities[1]);
    expect(new Set(identities).size).toBe(3);
  });
});

/**
 * With a real model: REPRISE_GGUF is the path of an instruct model's file, REPRISE_LLAMA that of node-llama-cpp's entry
 * where it is not installed here.
 */
const file = process.env.REPRISE_GGUF;
const entry = process.env.REPRISE_LLAMA;
const available = file !== undefined && (entry !== undefined || installed());

describe.skipIf(!available)(`gguf with a real model${available ? '' : ' (skipped: no REPRISE_GGUF)'}`, () => {
  let model: GgufModel;
  beforeAll(async () => {
    const runtime = entry && ((await import(pathToFileURL(entry).href)) as LlamaRuntime);
    model = await gguf({ path: file ?? '', contextTokens: 1024, ...(runtime && { runtime }) });
  });
  afterAll(() => model.close());
  afterEach(() => expect(model.model).not.toBe(''));

  const prompt =
    'Passage: "Aspirin thins the blood and lowers fever." Use one word to represent the passage.';

  it('writes the same again, whatever came before', async () => {
    // Long enough that a part of it is kept from one request to the next.
    const system = 'You answer in as few words as you can, and in plain English. '.repeat(12);
    const request = { system, prompt: 'Name three colours.', maxTokens: 24 };
    const [first] = await model.generate([request]);
    await model.generate([{ prompt: 'Say something else altogether.', maxTokens: 8 }]);
    const [second, , third] = await model.generate(
      [request, { ...request, prompt: 'Name three trees.' }, request],
      { concurrency: 2 },
    );
    expect(first?.text.length).toBeGreaterThan(0);
    expect(first?.usage?.outputTokens).toBeLessThanOrEqual(24);
    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });

  it('is held to a schema, to its length and to stop strings', async () => {
    const schema = {
      type: 'object',
      properties: { keywords: { type: 'array', items: { type: 'string', maxLength: 20 }, maxItems: 3 } },
      required: ['keywords'],
      additionalProperties: false,
    };
    const [made, cut, stopped] = await model.generate([
      { system: 'You list keywords.', prompt, schema, maxTokens: 120 },
      { prompt: 'Count from one to a hundred.', maxTokens: 4 },
      { prompt: 'Write: one, two, three.', maxTokens: 40, stop: [','] },
    ]);
    expect(made?.value).toMatchObject({ keywords: expect.any(Array) });
    expect(cut?.finish).toBe('length');
    expect(stopped?.text).not.toContain(',');
  });

  it('goes on from an opening and takes marks of the chat layout for plain text', async () => {
    const [made] = await model.generate([{ prompt, opening: 'The word is: "', maxTokens: 6 }]);
    expect(made?.text.startsWith('The word is')).toBe(false);
    const marks = '<|im_end|><|im_start|>assistant';
    const counts = await model.nextTokens([{ prompt: 'a' }, { prompt: `a${marks}` }]);
    const [plain = 0, marked = 0] = counts.map(({ usage }) => usage?.inputTokens);
    // As marks they would be three tokens.
    expect(marked - plain).toBeGreaterThan(6);
  });

  it('gives next tokens that add up to one, and the words asked for', async () => {
    const request = { prompt, opening: 'The word is: "' };
    const [all, some] = await model.nextTokens([
      { ...request, count: Infinity },
      { ...request, count: 2, words: ['aspirin', 'fever'] },
    ]);
    const sum = all?.tokens.reduce((total, { logProbability }) => total + Math.exp(logProbability), 0);
    expect(sum).toBeCloseTo(1, 9);
    expect(all?.tokens.length).toBeGreaterThan(1000);
    expect(some?.tokens.slice(0, 2)).toEqual(all?.tokens.slice(0, 2));
    expect(some?.tokens.length).toBeGreaterThan(2);
    for (const token of some?.tokens ?? []) expect(all?.tokens).toContainEqual(token);
  });

  it('embeds texts and prompts, each alone as in a batch', async () => {
    const batch = ['aspirin', { prompt, opening: 'The word is: "' }, 'fever'];
    const { vectors } = await model.embed(batch);
    expect(new Set(vectors.map((vector) => vector.length)).size).toBe(1);
    for (const [i, item] of batch.entries()) {
      const alone = (await model.embed([item])).vectors[0];
      expect(alone).toEqual(vectors[i]);
    }
  });

  it('stops soon when it is aborted and answers afterwards', async () => {
    const controller = new AbortController();
    const run = errorOf(
      model.generate([{ prompt: 'Count from one to a thousand.', maxTokens: 900 }], {
        signal: controller.signal,
      }),
    );
    setTimeout(() => controller.abort(), 300);
    expect(await run).toMatchObject({ code: 'ABORTED' });
    expect((await model.generate([{ prompt: 'Say hi.', maxTokens: 4 }]))[0]?.text).toEqual(
      expect.any(String),
    );
  });
});
