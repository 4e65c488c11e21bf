import { inspect } from 'node:util';
import { RepriseError } from '@reprise/spec';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { LanguageModel } from '../model/language-model.js';
import { type Fault, type ProtocolServer, protocolServer } from '../testing/protocol-server.js';
import { errorOf } from '../testing/scripted.js';
import { withRetries } from '../wrappers/with-retries.js';
import { withTimeout } from '../wrappers/with-timeout.js';
import { type OpenAiCompatibleOptions, openAiCompatible } from './open-ai-compatible.js';

const key = 'sk-secret-0123456789';
const servers: ProtocolServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function started(
  faults: readonly (Fault | undefined)[] = [],
  more: Partial<OpenAiCompatibleOptions> & { delay?: number } = {},
) {
  const { delay, ...options } = more;
  const server = await protocolServer(faults, { key, ...(delay !== undefined && { delay }) });
  servers.push(server);
  return {
    server,
    model: openAiCompatible({ baseUrl: server.baseUrl, model: 'echo', apiKey: key, ...options }),
  };
}

const schema = {
  type: 'object',
  properties: { answer: { type: 'string', maxLength: 40 } },
  required: ['answer'],
  additionalProperties: false,
};

describe('openAiCompatible', () => {
  it('asks as the protocol says and reads text, end and usage', async () => {
    const { server, model } = await started();
    const [made] = await model.generate([
      { system: 'Be brief.', prompt: 'Say {{hi}}', maxTokens: 7, temperature: 0.5, seed: 3, stop: ['\n'] },
    ]);
    expect(made).toEqual({
      text: 'Say {{hi}}',
      finish: 'stop',
      usage: { inputTokens: 6, outputTokens: 3 },
    });
    expect(server.asked[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    expect(server.asked[0]?.body).toEqual({
      model: 'echo',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Say {{hi}}' },
      ],
      max_tokens: 7,
      temperature: 0.5,
      seed: 3,
      stop: ['\n'],
      stream: false,
    });
  });

  it('sends a schema and holds the answer to it', async () => {
    const { server, model } = await started();
    const [made] = await model.generate([{ prompt: 'x', schema }]);
    expect(made).toMatchObject({ text: '{"answer":"x"}', value: { answer: 'x' } });
    expect(server.asked[0]?.body.response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema },
    });
    const error = await errorOf(model.generate([{ prompt: 'x'.repeat(41), schema }]));
    expect(error).toMatchObject({ code: 'PARSE_ERROR', details: { reason: 'schema' } });
  });

  it('tells the schema in words where the server does not take it', async () => {
    const { server, model } = await started([], { structured: 'json_object' });
    const [made] = await model.generate([{ system: 'Be brief.', prompt: 'x', schema }]);
    expect(made?.value).toEqual({ answer: 'x' });
    const body = server.asked[0]?.body ?? {};
    expect(body.response_format).toEqual({ type: 'json_object' });
    expect(body.messages).toMatchObject([
      {
        content: `Be brief.\n\nAnswer with JSON alone that fits this JSON schema: ${JSON.stringify(schema)}`,
      },
      {},
    ]);
    const plain = await started([], { structured: 'prompt' });
    await plain.model.generate([{ prompt: '{"answer":"y"}', schema }]);
    expect(plain.server.asked[0]?.body).not.toHaveProperty('response_format');
    expect(plain.server.asked[0]?.body.messages).toMatchObject([{ role: 'system' }, { role: 'user' }]);
  });

  it('lets fields of the body be added, replaced and left out, and tells them apart', async () => {
    const body = { max_tokens: undefined, max_completion_tokens: 9, top_k: 1 };
    const { server, model } = await started([], { body });
    await model.generate([{ prompt: 'x' }]);
    expect(server.asked[0]?.body).not.toHaveProperty('max_tokens');
    expect(server.asked[0]?.body).toMatchObject({ max_completion_tokens: 9, top_k: 1 });
    const others = [{}, { top_k: 1 }, body, { ...body, max_tokens: 5 }].map(
      (fields) => openAiCompatible({ baseUrl: 'http://h/v1', model: 'm', body: fields }).identity,
    );
    expect(new Set(others).size).toBe(4);
  });

  it('lets the answer begin with an opening', async () => {
    const { server, model } = await started();
    await model.generate([{ prompt: 'x', opening: 'The word is: "' }]);
    expect(server.asked[0]?.body.messages).toEqual([
      { role: 'user', content: 'x' },
      { role: 'assistant', content: 'The word is: "' },
    ]);
  });

  it('embeds texts a batch at a time, each at its place', async () => {
    const { server, model } = await started([], { embeddingModel: 'vectors' });
    const made = await model.embed(['a', 'bb', 'ccc'], { batchSize: 2 });
    expect(made.vectors.map((vector) => [...vector])).toEqual([
      [1, 0, 0.5],
      [2, 1, 0.5],
      [3, 0, 0.5],
    ]);
    expect(made.usage).toEqual({ inputTokens: 3, outputTokens: 0 });
    expect(server.asked.map(({ body }) => body)).toEqual([
      { model: 'vectors', input: ['a', 'bb'], encoding_format: 'float' },
      { model: 'vectors', input: ['ccc'], encoding_format: 'float' },
    ]);
    await expect(model.embed([{ prompt: 'x' }])).rejects.toThrow(/embeds texts/);
  });

  it('gives the most probable next tokens', async () => {
    const { server, model } = await started();
    const [made] = await model.nextTokens([{ prompt: 'x', opening: '"', count: 2 }]);
    expect(made?.tokens).toEqual([
      { text: 'aspirin', logProbability: -0.1 },
      { text: 'dose', logProbability: -3 },
    ]);
    expect(server.asked[0]?.body).toMatchObject({
      logprobs: true,
      top_logprobs: 2,
      max_tokens: 1,
      temperature: 1,
    });
    await model.nextTokens([{ prompt: 'x', count: Infinity }]);
    expect(server.asked[1]?.body.top_logprobs).toBe(20);
    await expect(model.nextTokens([{ prompt: 'x', words: ['a'] }])).rejects.toThrow(/leave out words/);
  });

  it('works without a key and with an address that ends in a slash or has a query', async () => {
    const server = await protocolServer();
    servers.push(server);
    const model = openAiCompatible({
      baseUrl: `${server.baseUrl}/?api-version=1`,
      model: 'echo',
      headers: { 'x-team': 'a' },
    });
    await model.generate([{ prompt: 'x' }]);
    expect(server.asked[0]?.path).toBe('/v1/chat/completions?api-version=1');
    expect(server.asked[0]?.headers).toMatchObject({ 'x-team': 'a' });
    expect(server.asked[0]?.headers).not.toHaveProperty('authorization');
  });
});

/** A call on a server with one fault, three attempts; a short time where it is the fault to be slow. */
async function faulty(fault: Fault, options: Partial<OpenAiCompatibleOptions> = {}) {
  const { server, model } = await started([fault, fault, fault, fault], options);
  const tried = withRetries(withTimeout(model, /^(silent|slow)$/.test(fault.kind) ? 150 : 60_000), {
    baseDelay: 1,
  });
  return { server, error: await errorOf(tried.generate([{ prompt: 'x', schema }])) };
}

const status = (code: number, more: object = {}): Fault => ({ kind: 'status', status: code, ...more });
const body = (text: string | Buffer): Fault => ({ kind: 'body', body: text });
const choice = (value: object): Fault => ({ kind: 'choice', choice: value });

describe('a server that fails', () => {
  it.each<[string, Fault, string, string, number]>([
    ['is busy', status(429), 'IO_FAILED', 'rate-limit', 3],
    [
      'is busy and says until when',
      status(429, { headers: { 'retry-after-ms': '5' } }),
      'IO_FAILED',
      'rate-limit',
      3,
    ],
    [
      'is out of quota',
      status(429, { body: '{"error":{"code":"insufficient_quota","message":"pay"}}' }),
      'IO_FAILED',
      'rate-limit',
      1,
    ],
    ['breaks', status(500), 'IO_FAILED', 'server', 3],
    ['breaks with a page', status(502, { body: '<html>Bad gateway</html>' }), 'IO_FAILED', 'server', 3],
    ['is overloaded', status(529), 'IO_FAILED', 'server', 3],
    ['takes too long to read', status(408), 'INVALID_INPUT', 'refused', 3],
    ['hangs up', { kind: 'reset' }, 'IO_FAILED', 'connection', 3],
    ['hangs up in the middle of an answer', { kind: 'cut' }, 'IO_FAILED', 'connection', 3],
    ['sends its answer a byte at a time', { kind: 'slow' }, 'IO_FAILED', 'timeout', 3],
    ['says nothing', { kind: 'silent' }, 'IO_FAILED', 'timeout', 3],
    ['sends half a JSON', body('{"choices":[{"mess'), 'PARSE_ERROR', 'malformed', 3],
    ['sends no JSON', body('hello'), 'PARSE_ERROR', 'malformed', 3],
    ['sends a list', body('[]'), 'PARSE_ERROR', 'malformed', 3],
    [
      'sends bytes that are no text',
      body(Buffer.from([0x22, 0xff, 0xfe, 0x22])),
      'PARSE_ERROR',
      'malformed',
      3,
    ],
    ['sends nothing', body(''), 'PARSE_ERROR', 'malformed', 3],
    ['sends no choice', body('{"choices":[]}'), 'PARSE_ERROR', 'malformed', 3],
    ['sends no message', choice({ message: null }), 'PARSE_ERROR', 'malformed', 3],
    ['sends an empty content', choice({ message: { content: null } }), 'PARSE_ERROR', 'malformed', 3],
    ['sends 10 MiB', { kind: 'huge', bytes: 10 * 1024 * 1024 }, 'LIMIT_EXCEEDED', 'too-large', 1],
    ['leaves the schema', choice({ message: { content: '{"answer":5}' } }), 'PARSE_ERROR', 'schema', 1],
    [
      'cuts the answer off',
      choice({ message: { content: '{"ans' }, finish_reason: 'length' }),
      'PARSE_ERROR',
      'schema',
      1,
    ],
    [
      'refuses to answer',
      choice({ message: { content: null, refusal: 'I will not' } }),
      'INVALID_INPUT',
      'refused',
      1,
    ],
    ['holds the answer back', choice({ finish_reason: 'content_filter' }), 'INVALID_INPUT', 'refused', 1],
    ['refuses the request', status(400, { body: '{"detail":"bad field"}' }), 'INVALID_INPUT', 'refused', 1],
    [
      'finds the prompt too long',
      status(400, { body: '{"error":{"code":"context_length_exceeded","message":"long"}}' }),
      'INVALID_INPUT',
      'too-long',
      1,
    ],
    [
      'finds the prompt too long as llama.cpp does',
      status(400, { body: '{"error":{"type":"exceed_context_size_error","message":"long"}}' }),
      'INVALID_INPUT',
      'too-long',
      1,
    ],
    ['does not know the model', status(404), 'NOT_FOUND', 'not-found', 1],
    [
      'sends elsewhere',
      status(307, { headers: { location: 'http://127.0.0.1:9/' } }),
      'INVALID_INPUT',
      'refused',
      1,
    ],
    [
      'refuses the key',
      status(401, { body: `{"error":"wrong key ${key}"}` }),
      'INVALID_OPTION',
      'unauthorised',
      1,
    ],
    ['repeats the key', status(500, { body: `{"message":"I was given ${key}"}` }), 'IO_FAILED', 'server', 3],
    [
      'hides a failure behind status 200',
      body('{"error":{"code":503,"message":"behind"}}'),
      'IO_FAILED',
      'server',
      3,
    ],
    ['hides one without a code', body('{"error":{"message":"behind"}}'), 'IO_FAILED', 'server', 3],
  ])('that %s', async (_, fault, code, reason, calls) => {
    const { server, error } = await faulty(fault, { headers: { 'x-secret': `${key}-too` } });
    expect(RepriseError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, details: { reason } });
    expect(server.asked.length).toBe(calls);
    const shown = [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      error.message,
      String(error.stack),
    ];
    for (const text of shown) expect(text).not.toContain(key);
  });

  it('is read no further than the limit', async () => {
    const { server } = await faulty({ kind: 'huge', bytes: 64 * 1024 * 1024 }, { maximumBytes: 1024 * 1024 });
    expect(server.sent()).toBeLessThan(32 * 1024 * 1024);
  });

  it('is asked again and answers', async () => {
    const faults: Fault[] = [status(429, { headers: { 'retry-after': '0' } }), { kind: 'reset' }];
    const { server, model } = await started(faults);
    const [made] = await withRetries(model, { baseDelay: 1 }).generate([{ prompt: 'x' }]);
    expect(made?.text).toBe('x');
    expect(server.asked.length).toBe(3);
  });

  it('is told of by its address when nobody is there', async () => {
    const server = await protocolServer();
    await server.close();
    const model = openAiCompatible({ baseUrl: server.baseUrl, model: 'echo' });
    const error = await errorOf(model.generate([{ prompt: 'x' }]));
    expect(error.message).toMatch(
      /at http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions cannot be reached: .*ECONNREFUSED/,
    );
  });

  it.each<[string, Fault]>([
    ['before it answers', { kind: 'silent' }],
    ['while it answers', { kind: 'huge', bytes: 2 ** 40 }],
  ])('is left by an abort %s', async (_, fault) => {
    const { model } = await started([fault], { maximumBytes: Number.MAX_SAFE_INTEGER });
    const controller = new AbortController();
    const run = errorOf(model.generate([{ prompt: 'x' }], { signal: controller.signal }));
    setTimeout(() => controller.abort(), 30);
    expect(await run).toMatchObject({ code: 'ABORTED' });
  });

  it.each<[string, string]>([
    ['too few', '{"data":[{"index":0,"embedding":[1]}]}'],
    [
      'too many',
      '{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]},{"index":2,"embedding":[1]}]}',
    ],
    ['one far away', '{"data":[{"index":0,"embedding":[1]},{"index":4000000000,"embedding":[1]}]}'],
    ['one twice', '{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}'],
    ['no numbers', '{"data":[{"index":0,"embedding":["1"]},{"index":1,"embedding":[1]}]}'],
    ['no list', '{"data":{}}'],
  ])('gives %s embeddings', async (_, text) => {
    const { model } = await started([body(text)]);
    const error = await errorOf(model.embed(['a', 'b']));
    expect(error).toMatchObject({ code: 'PARSE_ERROR', details: { reason: 'malformed' } });
  });

  it('gives embeddings of two lengths or no finite ones', async () => {
    for (const second of ['[1,2]', '[1e300]']) {
      const { model } = await started([body(`{"data":[{"embedding":[1]},{"embedding":${second}}]}`)]);
      expect(await errorOf(model.embed(['a', 'b']))).toMatchObject({ code: 'PLUGIN_CONTRACT' });
    }
  });

  it('gives no logprobs, or broken ones', async () => {
    const { model } = await started([
      choice({ logprobs: null }),
      choice({ logprobs: { content: [{ top_logprobs: [{ token: 'a' }] }] } }),
    ]);
    expect(await errorOf(model.nextTokens([{ prompt: 'x' }]))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await errorOf(model.nextTokens([{ prompt: 'x' }]))).toMatchObject({ code: 'PARSE_ERROR' });
  });

  it('gives an answer in parts, without usage or with a nonsensical one', async () => {
    const parts = [{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }];
    const { model } = await started([
      choice({ message: { content: parts }, finish_reason: 'eos' }),
      body('{"choices":[{"message":{"content":""}}],"usage":{"prompt_tokens":-5}}'),
    ]);
    expect(await model.generate([{ prompt: 'x' }])).toMatchObject([{ text: 'ab', finish: 'other' }]);
    expect(await model.generate([{ prompt: 'x' }])).toEqual([{ text: '', finish: 'other' }]);
  });
});

/** A server of which every reply is this text. */
const replying = (text: string) =>
  openAiCompatible({ baseUrl: 'http://h/v1', model: 'm', fetch: async () => new Response(text) });

describe('whatever a server replies', () => {
  const whole = {
    choices: [
      {
        message: { content: '{"answer":"x"}' },
        finish_reason: 'stop',
        logprobs: { content: [{ top_logprobs: [] }] },
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
    data: [{ index: 0, embedding: [1, 2] }],
  };
  /** The whole reply with any value at any one of its places. */
  const spoiled = fc.tuple(fc.nat(20), fc.jsonValue()).map(([place, value]) => {
    let count = 0;
    const walk = (part: unknown): unknown => {
      if (count++ === place) return value;
      if (Array.isArray(part)) return part.map(walk);
      if (typeof part !== 'object' || part === null) return part;
      return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, walk(inner)]));
    };
    return JSON.stringify(walk(whole));
  });

  it('is an answer that fits or a typed failure', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), spoiled, fc.string()), async (text) => {
        const model = replying(text);
        const check = (error: unknown): undefined => {
          expect(RepriseError.isInstance(error)).toBe(true);
        };
        const made = await model.generate([{ prompt: 'x', schema }]).catch(check);
        if (made) expect(made).toMatchObject([{ value: { answer: expect.any(String) } }]);
        const embedded = await model.embed(['x']).catch(check);
        if (embedded) expect(embedded.vectors.every((vector) => vector.every(Number.isFinite))).toBe(true);
        const next = await model.nextTokens([{ prompt: 'x' }]).catch(check);
        for (const token of next?.[0]?.tokens ?? []) expect(token.logProbability).toEqual(expect.any(Number));
      }),
      { numRuns: 300 },
    ));
});

describe('keys', () => {
  it('are in no property of the model', async () => {
    const { model } = await started([], { headers: { 'x-secret': 'another-secret' } });
    for (const text of [JSON.stringify(model), inspect(model, { depth: 9, showHidden: true })]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain('another-secret');
    }
  });

  it.each<[string, Partial<OpenAiCompatibleOptions>, RegExp]>([
    ['a line end', { apiKey: `${key}\n` }, /apiKey/],
    ['a letter beyond ASCII', { apiKey: `${key}é` }, /apiKey/],
    ['a header with a line end', { headers: { 'x-a': `${key}\r\n` } }, /headers/],
    ['an address with a password', { baseUrl: `http://user:${key}@h/v1` }, /baseUrl/],
  ])('are not shown where they are refused: %s', (_, options, message) => {
    let error: unknown;
    try {
      openAiCompatible({ baseUrl: 'http://h/v1', model: 'm', ...options });
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ code: 'INVALID_OPTION', message: expect.stringMatching(message) });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(key);
  });

  it.each<[object, RegExp]>([
    [{ baseUrl: 'no address' }, /baseUrl/],
    [{ baseUrl: 'file:///etc' }, /baseUrl/],
    [{ model: '' }, /model is ""/],
    [{ structured: 'yaml' }, /structured is "yaml"/],
    [{ maximumBytes: 0 }, /maximumBytes is 0/],
  ])('other options that cannot be are named: %j', (options, message) => {
    const make = (): LanguageModel =>
      openAiCompatible({ baseUrl: 'http://h/v1', model: 'm', ...options } as never);
    expect(make).toThrow(message);
  });
});
