/**
 * Models of the `ai` package (its provider interfaces v2, v3 and v4) as language models. Described by structure, so
 * that nothing of that package is needed here: any provider's model object fits.
 */
import { optionError, throwIfAborted } from '@reprise/spec';
import { failure, httpFailure } from '../model/failure.js';
import type { JsonSchema, LanguageModel, Prompt, Usage } from '../model/language-model.js';
import { type Answer, languageModel } from '../model/make-language-model.js';
import type { CheckedGeneration } from '../model/requests.js';
import { retryAfter } from '../openai/retry-after.js';

interface TextPart {
  type: 'text';
  text: string;
}

type Message =
  | { role: 'system'; content: string }
  | { role: 'user'; content: TextPart[] }
  | { role: 'assistant'; content: TextPart[] };

interface CallOptions {
  prompt: Message[];
  maxOutputTokens: number;
  temperature: number;
  seed?: number;
  stopSequences?: string[];
  responseFormat?: { type: 'json'; schema: JsonSchema };
  abortSignal: AbortSignal;
}

type Count = number | undefined | { readonly total?: number | undefined };

interface CallResult {
  readonly content: readonly { readonly type: string; readonly text?: unknown }[];
  readonly structuredOutputText?: string;
  readonly finishReason: string | { readonly unified: string };
  readonly usage: { readonly inputTokens: Count; readonly outputTokens: Count };
}

/** What a provider of the `ai` package gives for a model's name. */
export interface AiSdkModel {
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  // A method, because its parameter has more fields in each version than we give.
  doGenerate(options: CallOptions): PromiseLike<CallResult>;
}

export interface FromAiSdkOptions {
  /** What else answers depend on, such as settings inside the model object. Default none. */
  readonly identity?: string;
}

export function fromAiSdk(model: AiSdkModel, options: FromAiSdkOptions = {}): LanguageModel {
  const version = (model as AiSdkModel | undefined)?.specificationVersion;
  if (!['v2', 'v3', 'v4'].includes(version as string) || typeof model.doGenerate !== 'function')
    throw optionError('model', version, 'a model object of the ai package, specification v2, v3 or v4');
  const who = `${model.provider} ${model.modelId}`;

  const generate = async (request: CheckedGeneration, signal: AbortSignal): Promise<Answer> => {
    const { schema, maxTokens, temperature, seed, stop } = request;
    let result: CallResult;
    try {
      result = await model.doGenerate({
        prompt: messagesOf(request),
        maxOutputTokens: maxTokens,
        temperature,
        ...(seed !== undefined && { seed }),
        ...(stop !== undefined && { stopSequences: [...stop] }),
        ...(schema !== undefined && { responseFormat: { type: 'json', schema } as const }),
        abortSignal: signal,
      });
    } catch (error) {
      throwIfAborted(signal);
      throw failureOf(who, error);
    }
    const { content, structuredOutputText, finishReason, usage } = result;
    const reason = typeof finishReason === 'string' ? finishReason : finishReason?.unified;
    if (reason === 'content-filter')
      throw failure('refused', `the answer of ${who} was held back by its content filter`);
    if (!Array.isArray(content)) throw failure('malformed', `${who} answered without content`);
    const texts = content.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : ''));
    return {
      text: (schema !== undefined ? structuredOutputText : undefined) ?? texts.join(''),
      finish: reason === 'stop' || reason === 'length' ? reason : 'other',
      ...usageOf(usage),
    };
  };

  const { identity = '' } = options;
  return languageModel({ name: `aiSdk ${model.provider}`, model: model.modelId, identity, generate });
}

function messagesOf({ system, prompt, opening }: Prompt): Message[] {
  const text = (words: string): TextPart[] => [{ type: 'text', text: words }];
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
    { role: 'user', content: text(prompt) },
    ...(opening === undefined ? [] : [{ role: 'assistant', content: text(opening) } as const]),
  ];
}

function usageOf(usage: CallResult['usage'] | undefined): { readonly usage?: Usage } {
  const [input, output] = [usage?.inputTokens, usage?.outputTokens].map((count) =>
    typeof count === 'object' ? count?.total : count,
  );
  if (!Number.isSafeInteger(input) || !Number.isSafeInteger(output)) return {};
  return { usage: { inputTokens: input as number, outputTokens: output as number } };
}

/**
 * From an APICallError, known by its fields. It is not passed on as the cause: it holds addresses and whole requests,
 * of which only the provider knows what is secret.
 */
function failureOf(who: string, error: unknown): Error {
  const { name, message, statusCode, responseHeaders, isRetryable } = error as {
    readonly name?: string;
    readonly message?: string;
    readonly statusCode?: number;
    readonly responseHeaders?: Readonly<Record<string, string>>;
    readonly isRetryable?: boolean;
  };
  const said = String(message ?? error).slice(0, 300);
  if (typeof statusCode === 'number' && statusCode >= 300) {
    const wait = retryAfter((header) => responseHeaders?.[header]);
    return httpFailure(who, statusCode, said, wait === undefined ? {} : { retryAfter: wait });
  }
  if (isRetryable === true)
    return failure('connection', `${who} cannot be reached: ${said}: try again later`);
  if (name === 'AI_LoadAPIKeyError')
    return failure('unauthorised', `${who} has no key: give it to its provider`);
  // A reply that came and could not be read is an APICallError with its good status.
  const malformed =
    /^AI_(APICall|JSONParse|TypeValidation|InvalidResponseData|EmptyResponseBody|NoContentGenerated)/;
  if (malformed.test(name ?? '')) return failure('malformed', `${who} answered what it cannot read: ${said}`);
  return failure('server', `${who} failed: ${said}`, { retryable: false });
}
