import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/scripted.js';
import { withTimeout } from '../wrappers/with-timeout.js';
import { type AiSdkModel, fromAiSdk } from './from-ai-sdk.js';

/** A model object as a provider makes it, of a given version of the interface. */
function provided(version: string, more: object = {}) {
  const asked: object[] = [];
  const count = (total: number) =>
    version === 'v2' ? total : { total, noCache: undefined, text: undefined };
  const model = {
    specificationVersion: version,
    provider: 'acme.chat',
    modelId: 'fox-1',
    supportedUrls: {},
    async doGenerate(options: object) {
      asked.push(options);
      return {
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: '{"a"' },
          { type: 'text', text: ':1}' },
        ],
        finishReason: version === 'v2' ? 'stop' : { unified: 'stop', raw: 'end_turn' },
        usage: { inputTokens: count(7), outputTokens: count(2) },
        warnings: [],
        ...more,
      };
    },
  };
  return { model: model as unknown as AiSdkModel, asked };
}

const failing = (error: object): AiSdkModel => ({
  specificationVersion: 'v3',
  provider: 'acme',
  modelId: 'fox-1',
  doGenerate: () => Promise.reject(error),
});
const apiError = (fields: object): Error =>
  Object.assign(
    new Error('what the server said'),
    { name: 'AI_APICallError', url: 'http://h?key=secret-key' },
    fields,
  );

describe('fromAiSdk', () => {
  it.each(['v2', 'v3', 'v4'])('asks and reads a model of specification %s', async (version) => {
    const { model, asked } = provided(version);
    const schema = { type: 'object' };
    const port = fromAiSdk(model);
    expect(port).toMatchObject({ name: 'aiSdk acme.chat', model: 'fox-1' });
    const made = await port.generate([
      { system: 's', prompt: 'p', schema, maxTokens: 9, temperature: 1, seed: 4, stop: ['.'] },
      { prompt: 'p', opening: 'o' },
    ]);
    expect(made).toEqual([
      { text: '{"a":1}', value: { a: 1 }, finish: 'stop', usage: { inputTokens: 7, outputTokens: 2 } },
      { text: '{"a":1}', finish: 'stop', usage: { inputTokens: 7, outputTokens: 2 } },
    ]);
    expect(asked[0]).toEqual({
      prompt: [
        { role: 'system', content: 's' },
        { role: 'user', content: [{ type: 'text', text: 'p' }] },
      ],
      responseFormat: { type: 'json', schema },
      maxOutputTokens: 9,
      temperature: 1,
      seed: 4,
      stopSequences: ['.'],
      abortSignal: expect.any(AbortSignal),
    });
    expect(asked[1]).toEqual({
      prompt: [
        { role: 'user', content: [{ type: 'text', text: 'p' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'o' }] },
      ],
      maxOutputTokens: 512,
      temperature: 0,
      abortSignal: expect.any(AbortSignal),
    });
  });

  it('takes the structured text where a provider keeps it apart', async () => {
    const { model } = provided('v4', { structuredOutputText: '{"a":2}' });
    expect(await fromAiSdk(model).generate([{ prompt: 'p', schema: {} }])).toMatchObject([
      { value: { a: 2 } },
    ]);
  });

  it('leaves out a usage that is not known, and knows other ends', async () => {
    const none = { usage: { inputTokens: undefined, outputTokens: undefined }, finishReason: 'length' };
    expect(await fromAiSdk(provided('v2', none).model).generate([{ prompt: 'p' }])).toEqual([
      { text: '{"a":1}', finish: 'length' },
    ]);
    const tools = { finishReason: { unified: 'tool-calls', raw: undefined } };
    expect(await fromAiSdk(provided('v3', tools).model).generate([{ prompt: 'p' }])).toMatchObject([
      { finish: 'other' },
    ]);
  });

  it.each<[object, object]>([
    [
      apiError({ statusCode: 429, responseHeaders: { 'retry-after': '2' } }),
      { code: 'IO_FAILED', details: { reason: 'rate-limit', retryAfter: 2000, retryable: true } },
    ],
    [apiError({ statusCode: 500 }), { code: 'IO_FAILED', details: { reason: 'server' } }],
    [apiError({ statusCode: 401 }), { code: 'INVALID_OPTION', details: { reason: 'unauthorised' } }],
    [apiError({ statusCode: 400 }), { code: 'INVALID_INPUT', details: { reason: 'refused' } }],
    [apiError({ isRetryable: true }), { code: 'IO_FAILED', details: { reason: 'connection' } }],
    [
      apiError({ statusCode: 200, isRetryable: false }),
      { code: 'PARSE_ERROR', details: { reason: 'malformed' } },
    ],
    [
      apiError({ name: 'AI_LoadAPIKeyError' }),
      { code: 'INVALID_OPTION', details: { reason: 'unauthorised' } },
    ],
    [new TypeError('a bug'), { code: 'IO_FAILED', details: { reason: 'server', retryable: false } }],
  ])('types the failure %s', async (error, expected) => {
    const found = await errorOf(fromAiSdk(failing(error)).generate([{ prompt: 'p' }]));
    expect(found).toMatchObject(expected);
    expect(inspect(found, { depth: 9 })).not.toContain('secret-key');
  });

  it('types an answer that was held back or has no content', async () => {
    const filtered = provided('v2', { finishReason: 'content-filter' }).model;
    expect(await errorOf(fromAiSdk(filtered).generate([{ prompt: 'p' }]))).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const empty = provided('v2', { content: undefined }).model;
    expect(await errorOf(fromAiSdk(empty).generate([{ prompt: 'p' }]))).toMatchObject({
      code: 'PARSE_ERROR',
    });
  });

  it('hands on the abort of a timeout', async () => {
    let seen: AbortSignal | undefined;
    const model: AiSdkModel = {
      ...failing({}),
      doGenerate(options) {
        seen = options.abortSignal;
        return new Promise((_, reject) => seen?.addEventListener('abort', () => reject(new Error('gone'))));
      },
    };
    const error = await errorOf(withTimeout(fromAiSdk(model), 5).generate([{ prompt: 'p' }]));
    expect(error).toMatchObject({ details: { reason: 'timeout' } });
    expect(seen?.aborted).toBe(true);
  });

  it('refuses what is no model object', () => {
    for (const model of ['gpt', undefined, { specificationVersion: 'v9' }, { specificationVersion: 'v3' }])
      expect(() => fromAiSdk(model as never)).toThrow(/give a model object of the ai package/);
  });

  it('has its own identity where one is given', () => {
    expect(fromAiSdk(provided('v3').model, { identity: 'high effort' }).identity).toBe('high effort');
  });
});
