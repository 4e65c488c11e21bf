/**
 * Any server that speaks the protocol of OpenAI's API: `POST /chat/completions`, `POST /embeddings`. llama.cpp's
 * server, Ollama, vLLM, LM Studio and the hosted ones do, each with its own gaps:
 *
 * - A schema goes as `response_format` of type `json_schema`. A server without it takes `structured: 'json_object'` or
 *   `'prompt'`; the schema is then told to the model in words. The answer is held to it whatever the server does.
 * - `opening` goes as a last message of the assistant. llama.cpp goes on from there; vLLM needs
 *   `body: { add_generation_prompt: false, continue_final_message: true }`; OpenAI's own models begin anew.
 * - Next tokens come from `top_logprobs`, at most 20. They are asked for at temperature 1, since some servers give
 *   probabilities after the temperature.
 */
import { optionError } from '@reprise/spec';
import { failure } from '../model/failure.js';
import type {
  Embeddings,
  LanguageModelWith,
  NextToken,
  NextTokens,
  Prompt,
  Usage,
} from '../model/language-model.js';
import { type Answer, languageModel } from '../model/make-language-model.js';
import type { CheckedGeneration, CheckedNextTokens } from '../model/requests.js';
import { type Json, malformed, postJson, type Server } from './post-json.js';

export interface OpenAiCompatibleOptions {
  /** Address up to and including the version, such as `http://127.0.0.1:8080/v1`. */
  readonly baseUrl: string;
  /** The model's name on that server. */
  readonly model: string;
  /** Sent as a bearer token; it appears nowhere else. Default none. */
  readonly apiKey?: string;
  /** The model that makes embeddings. Default `model`. */
  readonly embeddingModel?: string;
  /** How answers are held to a schema on the server. Default `json_schema`. */
  readonly structured?: 'json_schema' | 'json_object' | 'prompt';
  /** Further fields of a generation's body, or others instead of ours; undefined leaves a field out. Default none. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Further headers; they appear nowhere else. Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of a reply that are read at most. Default 8 MiB. */
  readonly maximumBytes?: number;
  /** Default `globalThis.fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

export function openAiCompatible(
  options: OpenAiCompatibleOptions,
): LanguageModelWith<'embed' | 'nextTokens'> {
  const { model, embeddingModel = model, structured = 'json_schema', body = {} } = options;
  if (typeof model !== 'string' || model === '') throw optionError('model', model, 'a model name');
  if (!['json_schema', 'json_object', 'prompt'].includes(structured))
    throw optionError('structured', structured, '"json_schema", "json_object" or "prompt"');
  const server = serverOf(options);

  const generate = async (request: CheckedGeneration, signal: AbortSignal): Promise<Answer> => {
    const { schema, maxTokens, temperature, seed, stop } = request;
    const told = schema !== undefined && structured !== 'json_schema';
    const reply = await postJson(
      server,
      '/chat/completions',
      {
        model,
        messages: messagesOf(told ? { ...request, system: withSchema(request.system, schema) } : request),
        max_tokens: maxTokens,
        temperature,
        stream: false,
        ...(seed !== undefined && { seed }),
        ...(stop !== undefined && stop.length > 0 && { stop }),
        ...(schema !== undefined &&
          structured !== 'prompt' && { response_format: formatOf(structured, schema) }),
        ...body,
      },
      signal,
    );
    const { message, finish_reason: finish } = firstChoice(server, reply);
    const { content, refusal } = (message ?? {}) as Json;
    if (typeof refusal === 'string' && refusal !== '')
      throw failure('refused', `${server.who} refused to answer: ${refusal.slice(0, 300)}`);
    if (finish === 'content_filter')
      throw failure('refused', `the answer of ${server.who} was held back by its content filter`);
    return {
      text: textOf(server, content),
      finish: finish === 'stop' || finish === 'length' ? finish : 'other',
      ...usageOf(reply),
    };
  };

  const embed = async (batch: readonly (string | Prompt)[], signal: AbortSignal): Promise<Embeddings> => {
    const input = batch.map((item) => {
      if (typeof item === 'string') return item;
      throw failure('refused', `${server.who} embeds texts: lay the prompt out yourself and give a string`);
    });
    const request = { model: embeddingModel, input, encoding_format: 'float' };
    const reply = await postJson(server, '/embeddings', request, signal);
    const vectors: Float32Array[] = new Array(input.length);
    for (const [place, { index, embedding }] of objects(reply.data).entries()) {
      if (!(Array.isArray(embedding) && embedding.every((value) => typeof value === 'number')))
        throw malformed(server, 'an embedding of numbers', typeof embedding);
      vectors[Number(index ?? place)] = Float32Array.from(embedding as number[]);
    }
    const missing = input.findIndex((_, i) => vectors[i] === undefined);
    if (missing >= 0 || vectors.length !== input.length)
      throw malformed(
        server,
        `an embedding for each of ${input.length} texts`,
        `${objects(reply.data).length}`,
      );
    return { vectors, ...usageOf(reply) };
  };

  const nextTokens = async (request: CheckedNextTokens, signal: AbortSignal): Promise<NextTokens> => {
    if (request.words !== undefined)
      throw failure('refused', `${server.who} gives the most probable tokens only: leave out words`);
    const count = Math.min(request.count, 20);
    const reply = await postJson(
      server,
      '/chat/completions',
      {
        model,
        messages: messagesOf(request),
        max_tokens: 1,
        temperature: 1,
        stream: false,
        logprobs: true,
        top_logprobs: count,
        ...body,
      },
      signal,
    );
    const { logprobs } = firstChoice(server, reply);
    const [first] = objects((logprobs as Json | null | undefined)?.content);
    if (first === undefined)
      throw failure('not-found', `${server.who} gave no logprobs: choose a model or a server that does`);
    const tokens = objects(first.top_logprobs).map(({ token, logprob }): NextToken => {
      if (typeof token === 'string' && typeof logprob === 'number')
        return { text: token, logProbability: logprob };
      throw malformed(server, 'a token and its logprob', typeof token);
    });
    tokens.sort((a, b) => b.logProbability - a.logProbability);
    return { tokens: tokens.slice(0, count), ...usageOf(reply) };
  };

  return languageModel({
    name: 'openAiCompatible',
    model,
    identity: JSON.stringify([structured, body], (_, value) => (value === undefined ? null : value)),
    generate,
    embed,
    nextTokens,
  });
}

function serverOf(options: OpenAiCompatibleOptions): Server {
  const { baseUrl, model, apiKey, headers = {}, maximumBytes = 8 * 1024 * 1024 } = options;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw optionError('baseUrl', '(not shown)', 'an http or https address without user and password');
  if (!(Number.isSafeInteger(maximumBytes) && maximumBytes >= 1))
    throw optionError('maximumBytes', maximumBytes, 'an integer of at least 1');
  // A value that fetch refuses would be quoted in its error.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey))
    throw optionError('apiKey', '(not shown)', 'printable ASCII characters without blanks');
  const values = Object.values(headers);
  if (!values.every((value) => typeof value === 'string' && /^[\x20-\x7e]*$/.test(value)))
    throw optionError('headers', '(not shown)', 'values of printable ASCII characters');
  const secrets = [apiKey, ...values].filter(
    (value): value is string => value !== undefined && value.length >= 4,
  );
  return {
    who: `openAiCompatible ${model}`,
    baseUrl: url,
    headers: { ...headers, ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) },
    maximumBytes,
    hide: (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '(not shown)'), text),
    fetch: options.fetch ?? globalThis.fetch,
  };
}

function messagesOf({ system, prompt, opening }: Prompt): readonly Json[] {
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    { role: 'user', content: prompt },
    ...(opening === undefined ? [] : [{ role: 'assistant', content: opening }]),
  ];
}

function withSchema(system: string | undefined, schema: Json): string {
  const told = `Answer with JSON alone that fits this JSON schema: ${JSON.stringify(schema)}`;
  return system === undefined ? told : `${system}\n\n${told}`;
}

const formatOf = (structured: 'json_schema' | 'json_object', schema: Json): Json =>
  structured === 'json_object'
    ? { type: 'json_object' }
    : { type: 'json_schema', json_schema: { name: 'answer', schema } };

function firstChoice(server: Server, reply: Json): Json {
  const [choice] = objects(reply.choices);
  if (choice === undefined) throw malformed(server, 'a list of choices', typeof reply.choices);
  return choice;
}

/** A string, or parts of which the texts count. */
function textOf(server: Server, content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw malformed(server, 'the content of a message', content);
  return objects(content)
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('');
}

function usageOf(reply: Json): { readonly usage?: Usage } {
  const { prompt_tokens: input, completion_tokens: output = 0 } = (reply.usage ?? {}) as Json;
  if (!(isCount(input) && isCount(output))) return {};
  return { usage: { inputTokens: input, outputTokens: output } };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const objects = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
