import { optionError, RepriseError, type RunOptions } from '@reprise/spec';
import { callEach, parts } from './calls.js';
import { failure } from './failure.js';
import type {
  Embeddings,
  Generation,
  GenerationRequest,
  LanguageModel,
  NextTokens,
  NextTokensRequest,
  Prompt,
  Usage,
} from './language-model.js';
import {
  type CheckedGeneration,
  type CheckedNextTokens,
  checkGeneration,
  checkNextTokens,
  checkPrompt,
} from './requests.js';
import { checkSchema, readStructured } from './structured.js';
import { addUsage } from './usage.js';

/** A generation as a backend gives it, the schema not yet looked at. */
export type Answer = Omit<Generation, 'value'>;

/** One call each; what `languageModel` makes a port of. Requests come checked, defaults filled in. */
export interface Backend {
  readonly name: string;
  readonly model: string;
  /** Default empty. */
  readonly identity?: string;
  readonly generate: (request: CheckedGeneration, signal: AbortSignal) => Promise<Answer>;
  readonly embed?: (batch: readonly (string | Prompt)[], signal: AbortSignal) => Promise<Embeddings>;
  readonly nextTokens?: (request: CheckedNextTokens, signal: AbortSignal) => Promise<NextTokens>;
  readonly close?: () => Promise<void>;
}

/** `LanguageModel` with what the backend surely has. */
type Made<B extends Backend> = LanguageModel &
  Required<Pick<LanguageModel, Ability<B, 'embed'> | Ability<B, 'nextTokens'> | Ability<B, 'close'>>>;
type Ability<B, K extends keyof Backend> = B extends { readonly [P in K]: NonNullable<Backend[K]> }
  ? K
  : never;

/**
 * A language model of functions that make one call each: batches, order, concurrency, progress and aborting are done
 * here, requests are checked before and answers after the call, and structured answers are held to their schema.
 * `PLUGIN_CONTRACT` where the backend breaks its word; an error that is not a `RepriseError` becomes `IO_FAILED`.
 */
export function languageModel<B extends Backend>(backend: B): Made<B> {
  const { name, model, identity = '', generate, embed, nextTokens, close } = backend;
  for (const [option, value] of Object.entries({ name, model })) {
    if (typeof value !== 'string' || value === '') throw optionError(option, value, 'a non-empty string');
  }
  const who = `${name} ${model}`;

  const answer = async (request: CheckedGeneration, signal: AbortSignal): Promise<Generation> => {
    const made = await guarded(who, generate(request, signal));
    if (typeof made?.text !== 'string') throw broken(who, 'text', made?.text);
    if (!finishes.includes(made.finish)) throw broken(who, 'finish', made.finish);
    const { text, finish } = made;
    const generation: Generation = { text, finish, ...usageOf(who, made.usage) };
    if (request.schema === undefined) return Object.freeze(generation);
    return Object.freeze({
      ...generation,
      value: readStructured(who, request, request.schema, generation),
    });
  };

  return Object.freeze({
    spec: 'v1',
    name,
    model,
    identity,
    generate: async (batch: readonly GenerationRequest[], options?: RunOptions) => {
      const checked = batch.map(checkGeneration);
      for (const schema of new Set(checked.map((request) => request.schema))) {
        if (schema !== undefined) checkSchema(schema);
      }
      return callEach({ name }, checked, answer, options);
    },
    ...(embed && {
      embed: async (batch: readonly (string | Prompt)[], options?: RunOptions): Promise<Embeddings> => {
        batch.forEach((item) => {
          checkPrompt(typeof item === 'string' ? { prompt: item } : item);
        });
        const call = async (part: readonly (string | Prompt)[], signal: AbortSignal) => {
          const made = await guarded(who, embed(part, signal));
          checkVectors(who, part.length, made?.vectors);
          return { vectors: made.vectors, ...usageOf(who, made.usage) };
        };
        return joined(await callEach({ name }, parts(batch, options), call, options, (part) => part.length));
      },
    }),
    ...(nextTokens && {
      nextTokens: async (batch: readonly NextTokensRequest[], options?: RunOptions) => {
        const call = async (request: CheckedNextTokens, signal: AbortSignal): Promise<NextTokens> => {
          const made = await guarded(who, nextTokens(request, signal));
          if (!Array.isArray(made?.tokens)) throw broken(who, 'tokens', made?.tokens);
          return Object.freeze({
            tokens: [...made.tokens].sort(
              (a, b) =>
                b.logProbability - a.logProbability ||
                (a.id ?? 0) - (b.id ?? 0) ||
                Number(a.text > b.text) - Number(a.text < b.text),
            ),
            ...usageOf(who, made.usage),
          });
        };
        return callEach({ name }, batch.map(checkNextTokens), call, options);
      },
    }),
    ...(close && { close }),
  } satisfies LanguageModel) as unknown as Made<B>;
}

const finishes: readonly unknown[] = ['stop', 'length', 'other'];

/** One answer of several calls. */
export function joined(made: readonly Embeddings[]): Embeddings {
  const usage = made.every((part) => part.usage !== undefined)
    ? addUsage(made.map((part) => part.usage as Usage))
    : undefined;
  return { vectors: made.flatMap((part) => part.vectors), ...(usage && { usage }) };
}

async function guarded<T>(who: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (RepriseError.isInstance(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw failure('server', `${who} failed: ${message}`, { retryable: false }, error);
  }
}

function usageOf(who: string, usage: Usage | undefined): { readonly usage?: Usage } {
  if (usage === undefined) return {};
  const { inputTokens, outputTokens } = usage;
  for (const count of [inputTokens, outputTokens]) {
    if (!(Number.isSafeInteger(count) && count >= 0)) throw broken(who, 'usage', count);
  }
  return { usage: Object.freeze({ inputTokens, outputTokens }) };
}

function checkVectors(who: string, count: number, vectors: unknown): void {
  if (!Array.isArray(vectors) || vectors.length !== count) {
    throw broken(who, `vectors for ${count} texts`, Array.isArray(vectors) ? vectors.length : vectors);
  }
  for (const vector of vectors) {
    if (!(vector instanceof Float32Array && vector.length > 0 && vector.length === vectors[0].length))
      throw broken(who, 'vectors of one length', vector?.length);
    const at = vector.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw broken(who, `a finite value at ${at} of a vector`, vector[at]);
  }
}

function broken(who: string, expected: string, found: unknown): RepriseError {
  return new RepriseError('PLUGIN_CONTRACT', `${who} gave ${String(found)} where ${expected} belongs`, {
    details: { expected, found },
  });
}
