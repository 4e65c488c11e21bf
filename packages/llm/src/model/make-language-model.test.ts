import type { Progress } from '@reprise/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, scripted } from '../testing/scripted.js';
import { withConcurrency } from '../wrappers/with-concurrency.js';
import { generateSettled } from './generate-settled.js';
import { type Answer, languageModel } from './make-language-model.js';

const soon = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const answering = (answer: unknown) =>
  languageModel({ name: 'function', model: 'm', generate: async () => answer as Answer });
const schema = {
  type: 'object',
  properties: { words: { type: 'array', items: { type: 'string', maxLength: 5 }, maxItems: 2 } },
  required: ['words'],
  additionalProperties: false,
};

describe('languageModel', () => {
  it('answers in the order asked, whatever ends first, and never runs wider than asked', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.nat(3)), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (items, concurrency) => {
          const { model, busiest } = scripted(async ({ prompt, maxTokens }) => {
            await soon(maxTokens - 1);
            return prompt.toUpperCase();
          });
          const batch = items.map(([prompt, wait]) => ({ prompt, maxTokens: 1 + wait }));
          const made = await model.generate(batch, { concurrency });
          expect(made.map(({ text }) => text)).toEqual(items.map(([prompt]) => prompt.toUpperCase()));
          expect(busiest()).toBeLessThanOrEqual(concurrency);
        },
      ),
      { numRuns: 40 },
    ));

  it('fills in the defaults and passes every field on as it is', async () => {
    const seen: unknown[] = [];
    const { model } = scripted((request) => {
      seen.push(request);
      return '{}';
    });
    const whole = {
      system: '{{system}} $1',
      prompt: '<|im_end|> {{x}}',
      schema: {},
      maxTokens: 5,
      temperature: 1.5,
      seed: 0,
      stop: ['\n'],
    };
    await model.generate([{ prompt: 'a' }, whole]);
    expect(seen).toEqual([{ prompt: 'a', maxTokens: 512, temperature: 0 }, whole]);
  });

  it('tells of progress after each answer', async () => {
    const events: Progress[] = [];
    const { model } = scripted();
    await model.generate([{ prompt: 'a' }, { prompt: 'b' }], { onProgress: (event) => events.push(event) });
    await model.embed(['a', 'b', 'c'], { batchSize: 2, onProgress: (event) => events.push(event) });
    expect(
      events.map((event) => event.kind === 'progress' && [event.done, event.total, event.stage]),
    ).toEqual([
      [1, 2, 'scripted'],
      [2, 2, 'scripted'],
      [2, 3, 'scripted'],
      [3, 3, 'scripted'],
    ]);
  });

  it('begins nothing after a failure and lets what is under way end', async () => {
    const ended: string[] = [];
    const { model, asked } = scripted(async ({ prompt }) => {
      if (prompt === 'bad') throw new Error('bad luck');
      await soon(5);
      ended.push(prompt);
      return prompt;
    });
    const batch = ['a', 'bad', 'c', 'd', 'e'].map((prompt) => ({ prompt }));
    const error = await errorOf(model.generate(batch, { concurrency: 3 }));
    expect(error).toMatchObject({ code: 'IO_FAILED', message: expect.stringMatching(/bad luck/) });
    expect(asked).toEqual(['a', 'bad', 'c']);
    expect(ended).toEqual(['a', 'c']);
  });

  it('rejects at once on an abort, even of a backend that never notices', async () => {
    const controller = new AbortController();
    const { model } = scripted(() => new Promise<string>(() => undefined));
    const run = errorOf(model.generate([{ prompt: 'a' }], { signal: controller.signal }));
    controller.abort(new Error('enough'));
    expect(await run).toMatchObject({ code: 'ABORTED', cause: { message: 'enough' } });
    const late = scripted();
    expect(
      await errorOf(late.model.generate([{ prompt: 'a' }], { signal: controller.signal })),
    ).toMatchObject({
      code: 'ABORTED',
    });
    expect(late.asked).toEqual([]);
  });

  it('gives nothing for an empty batch', async () => {
    const { model } = scripted();
    expect(await model.generate([])).toEqual([]);
    expect((await model.embed([])).vectors).toEqual([]);
    expect(await model.nextTokens([])).toEqual([]);
  });

  it.each([
    [{ prompt: '' }, /prompt is "": give a non-empty string/],
    [{ prompt: 5 }, /prompt is 5/],
    [{ prompt: 'a', system: 5 }, /system is 5/],
    [{ prompt: 'a', opening: '' }, /opening is ""/],
    [{ prompt: 'a', maxTokens: 0 }, /maxTokens is 0/],
    [{ prompt: 'a', temperature: Number.NaN }, /temperature is NaN/],
    [{ prompt: 'a', temperature: -1 }, /temperature is -1/],
    [{ prompt: 'a', seed: 1.5 }, /seed is 1.5/],
    [{ prompt: 'a', stop: [''] }, /stop is/],
    [{ prompt: 'a', schema: [] }, /schema is/],
    [{ prompt: 'a', schema: { type: 'object' }, opening: '{' }, /both a schema and an opening/],
    [{ prompt: 'a', schema: { $ref: '#/nowhere' } }, /schema is .*give a JSON schema/],
  ])('refuses %j before anything is asked', async (request, message) => {
    const { model, asked } = scripted();
    expect((await errorOf(model.generate([{ prompt: 'fine' }, request as never]))).message).toMatch(message);
    expect(asked).toEqual([]);
  });

  it('refuses bad run options and requests for next tokens', async () => {
    const { model } = scripted();
    await expect(model.generate([{ prompt: 'a' }], { concurrency: 0 })).rejects.toThrow(/concurrency is 0/);
    await expect(model.embed(['a'], { batchSize: 0 })).rejects.toThrow(/batchSize is 0/);
    await expect(model.embed([''])).rejects.toThrow(/prompt is ""/);
    await expect(model.nextTokens([{ prompt: 'a', count: -1 }])).rejects.toThrow(/count is -1/);
    await expect(model.nextTokens([{ prompt: 'a', words: [''] }])).rejects.toThrow(/words is/);
    expect(() => languageModel({ name: '', model: 'm', generate: async () => ({}) as Answer })).toThrow(
      /name is ""/,
    );
  });

  it.each([
    [{ text: 5, finish: 'stop' }, /gave 5 where text belongs/],
    [undefined, /gave undefined where text/],
    [{ text: '', finish: 'eos' }, /gave eos where finish/],
    [{ text: '', finish: 'stop', usage: { inputTokens: -1, outputTokens: 0 } }, /gave -1 where usage/],
  ])('holds a backend to its word: %j', async (answer, message) => {
    const error = await errorOf(answering(answer).generate([{ prompt: 'a' }]));
    expect(error).toMatchObject({ code: 'PLUGIN_CONTRACT', message: expect.stringMatching(message) });
  });

  it('refuses vectors that are missing, of two lengths or not finite', async () => {
    const vectors: [Float32Array[], RegExp][] = [
      [[], /gave 0 where vectors for 2 texts/],
      [[Float32Array.of(1), Float32Array.of(1, 2)], /vectors of one length/],
      [[Float32Array.of(1), Float32Array.of(Number.NaN)], /gave NaN where a finite value at 0/],
    ];
    for (const [made, message] of vectors) {
      const { generate } = scripted().model;
      const model = languageModel({
        name: 'f',
        model: 'm',
        generate: async (request) => (await generate([request]))[0] as Answer,
        embed: async () => ({ vectors: made }),
      });
      await expect(model.embed(['a', 'b'])).rejects.toThrow(message);
    }
  });

  it('orders next tokens by probability, then by id and text', async () => {
    const tokens = [
      { text: 'c', id: 3, logProbability: -2 },
      { text: 'b', id: 1, logProbability: -2 },
      { text: 'a', id: 9, logProbability: -1 },
      { text: 'aa', id: 1, logProbability: -2 },
    ];
    const { generate } = scripted().model;
    const model = languageModel({
      name: 'f',
      model: 'm',
      generate: async (request) => (await generate([request]))[0] as Answer,
      nextTokens: async () => ({ tokens }),
    });
    const [made] = await model.nextTokens([{ prompt: 'x' }]);
    expect(made?.tokens.map(({ text }) => text)).toEqual(['a', 'aa', 'b', 'c']);
  });
});

describe('answers with a schema', () => {
  const ask = (text: string, more = {}) =>
    answering({ text, finish: 'stop', usage: { inputTokens: 3, outputTokens: 4 } }).generate([
      { prompt: 'a', schema, ...more },
    ]);

  it('are parsed, with or without a code fence', async () => {
    for (const text of [
      '{"words":["a"]}',
      ' {"words":["a"]}\n',
      '```json\n{"words":["a"]}\n```',
      '```\n{"words":["a"]}\n```\n',
    ]) {
      const [made] = await ask(text);
      expect(made).toMatchObject({ text, value: { words: ['a'] } });
    }
  });

  it.each([
    ['not JSON at all', /is not JSON/],
    ['```', /is not JSON/],
    ['```\n```', /is not JSON/],
    ['{"words":["a"', /is not JSON/],
    ['{"words":["a"]} and more', /is not JSON/],
    ['{"words":["abcdef"]}', /does not fit the schema at #\/words\/0/],
    ['{"words":["a","b","c"]}', /does not fit the schema at #\/words/],
    ['{"words":[],"url":"http://x"}', /does not fit the schema/],
    ['{"words":[],"__proto__":{"a":1}}', /does not fit the schema/],
    ['{"words":[],"constructor":1}', /does not fit the schema/],
    ['{"toString":["a"]}', /does not fit the schema/],
    ['null', /does not fit the schema/],
    ['[]', /does not fit the schema/],
  ])('are refused where they do not fit: %s', async (text, message) => {
    const error = await errorOf(ask(text));
    expect(error).toMatchObject({
      code: 'PARSE_ERROR',
      details: { reason: 'schema', usage: { inputTokens: 3, outputTokens: 4 }, retryable: false },
    });
    expect(error.message).toMatch(message);
  });

  it('are worth another try only where something is drawn', async () => {
    const retryable = async (more: object) => (await errorOf(ask('x', more))).details;
    expect(await retryable({ temperature: 1 })).toMatchObject({ retryable: true });
    expect(await retryable({ temperature: 1, seed: 5 })).toMatchObject({ retryable: false });
  });

  it('say so where they were cut off', async () => {
    const cut = answering({ text: '{"words":', finish: 'length' });
    const error = await errorOf(cut.generate([{ prompt: 'a', schema, maxTokens: 3 }]));
    expect(error.message).toMatch(/cut off at maxTokens 3: raise it/);
  });

  it('are read in one pass, however many line ends they have', async () => {
    for (const text of ['\n'.repeat(2 ** 20), `${'\n'.repeat(2 ** 20)}x`, `\`\`\`${' '.repeat(2 ** 20)}x`])
      expect(await errorOf(ask(text))).toMatchObject({ code: 'PARSE_ERROR' });
  });

  it('survive nesting deeper than the stack', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const nested = { $defs: { n: { type: 'array', items: { $ref: '#/$defs/n' } } }, $ref: '#/$defs/n' };
    const error = await errorOf(ask(deep, { schema: nested }));
    expect(error).toMatchObject({ code: 'PARSE_ERROR', details: { reason: 'schema' } });
  });

  it('leave a frozen schema as it is', async () => {
    const frozen = Object.freeze({ type: 'object' });
    await ask('{}', { schema: frozen });
    expect(Object.getOwnPropertyNames(frozen)).toEqual(['type']);
  });

  it('never leave the schema, whatever JSON a model writes', () =>
    fc.assert(
      fc.asyncProperty(fc.json(), async (text) => {
        const made = await ask(text).catch((error) => error);
        if (made instanceof Error) expect(made).toMatchObject({ code: 'PARSE_ERROR' });
        else expect(Object.keys(made[0].value)).toEqual(['words']);
      }),
      { numRuns: 300 },
    ));
});

describe('generateSettled', () => {
  it('gives failures of one answer back in its place', async () => {
    const { model } = scripted(({ prompt }) => (prompt === 'b' ? 'no JSON' : '{"words":[]}'));
    const made = await generateSettled(
      model,
      ['a', 'b', 'c'].map((prompt) => ({ prompt, schema })),
    );
    expect(made[0]).toMatchObject({ value: { words: [] } });
    expect(made[1]).toMatchObject({ code: 'PARSE_ERROR' });
    expect(made[2]).toMatchObject({ value: { words: [] } });
  });

  it('goes as wide as the model does', async () => {
    const { model, busiest } = scripted(async ({ prompt }) => {
      await soon(1);
      return prompt;
    });
    const batch = ['a', 'b', 'c', 'd'].map((prompt) => ({ prompt }));
    await generateSettled(withConcurrency(model, 3), batch);
    expect(busiest()).toBe(3);
  });

  it('rejects with what the next request would meet too', async () => {
    const { model } = scripted(() => Promise.reject(new Error('the graphics card is gone')));
    await expect(generateSettled(model, [{ prompt: 'a' }])).rejects.toThrow(/graphics card/);
    const controller = new AbortController();
    controller.abort();
    const run = generateSettled(model, [{ prompt: 'a' }], { signal: controller.signal });
    expect(await errorOf(run)).toMatchObject({ code: 'ABORTED' });
  });
});
