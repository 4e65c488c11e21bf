/**
 * A GGUF file in process, by llama.cpp through the optional peer `node-llama-cpp`. Nothing is downloaded or compiled.
 *
 * What a request begins with is not evaluated again where the request before began so too (see `sequence-pool.ts`). A
 * prompt that does not fit is refused; llama.cpp would drop the middle of it. Texts are tokenised as plain text, so a
 * prompt cannot write the marks of the chat layout.
 */
import { optionError, RepriseError } from '@reprise/spec';
import { failure } from '../model/failure.js';
import type {
  Embeddings,
  JsonSchema,
  LanguageModelWith,
  NextTokens,
  Prompt,
} from '../model/language-model.js';
import { type Answer, languageModel } from '../model/make-language-model.js';
import type { CheckedGeneration, CheckedNextTokens } from '../model/requests.js';
import {
  type EmbeddingContext,
  type LlamaRuntime,
  loadRuntime,
  type Runtime,
  type Sequence,
} from './llama-runtime.js';
import { openLlama } from './open-llama.js';
import { sequencePool } from './sequence-pool.js';
import { tokensByLogit } from './tokens-by-logit.js';

/** Tokens evaluated at once, and the step in which what is known already is kept. More is hardly faster. */
const block = 64;

export interface GgufOptions {
  /** Path of the file. */
  readonly path: string;
  /** Tokens that a prompt and its answer may have together. Default 4096, or what the model was trained on if less. */
  readonly contextTokens?: number;
  /** Threads that compute. Default 1: more of them are slower where other work runs. */
  readonly threads?: number;
  /**
   * Requests that are answered side by side, which takes less time for all of them and memory for the context of each.
   * Default 1. With more of them an answer can depend on what else is under way, as in any server that batches.
   */
  readonly sequences?: number;
  /** Which graphics library computes. Default false: the processor does, which is the same everywhere. */
  readonly gpu?: false | 'auto' | 'metal' | 'cuda' | 'vulkan';
  /** A module namespace of `node-llama-cpp`. Default: it is imported. */
  readonly runtime?: LlamaRuntime;
}

export type GgufModel = LanguageModelWith<'embed' | 'nextTokens'> & { readonly close: () => Promise<void> };

/**
 * Opens the file. `NOT_FOUND` without the file or the peer and its library, `UNSUPPORTED_FORMAT` or `CORRUPT_FILE` for
 * other files, `LIMIT_EXCEEDED` for a context that does not fit the memory.
 */
export async function gguf(options: GgufOptions): Promise<GgufModel> {
  const { path, threads = 1, sequences = 1, gpu = false } = options;
  if (typeof path !== 'string' || path === '') throw optionError('path', path, 'the path of a GGUF file');
  if (!(Number.isInteger(threads) && threads >= 1))
    throw optionError('threads', threads, 'an integer of at least 1');
  if (!(Number.isInteger(sequences) && sequences >= 1 && sequences <= block))
    throw optionError('sequences', sequences, `an integer from 1 to ${block}`);
  const wanted = options.contextTokens;
  if (wanted !== undefined && !(Number.isInteger(wanted) && wanted >= 16))
    throw optionError('contextTokens', wanted, 'an integer of at least 16');

  const { ggufIdentity } = await import('./gguf-file.js');
  const identity = await ggufIdentity(path);
  const runtime = (options.runtime ?? (await loadRuntime())) as Runtime;
  const opened = await openLlama(runtime, path, { threads, gpu, contextTokens: wanted, sequences, block });
  const { llama, model, contextSize, wrapper } = opened;
  const pool = sequencePool(opened.sequences, block);
  const title = model.fileInfo.metadata.general?.name;
  const name = typeof title === 'string' && title !== '' ? title : path.replace(/^.*[/\\]/, '');

  /** The tokens of a prompt up to where the answer goes on. */
  const layOut = ({ system = '', prompt, opening }: Prompt): number[] => {
    const chatHistory = [
      ...wrapper.generateInitialChatHistory({ systemPrompt: system }),
      { type: 'user', text: prompt },
      { type: 'model', response: opening === undefined ? [] : [opening] },
    ];
    return wrapper.generateContextState({ chatHistory }).contextText.tokenize(model.tokenizer);
  };
  const checkLength = (tokens: number, more: number): void => {
    if (tokens + more <= contextSize) return;
    throw failure(
      'too-long',
      `the prompt has ${tokens} tokens and ${more} more are wanted, the context of ${name} has ${contextSize}: ` +
        'shorten it or raise contextTokens',
      { tokens, limit: contextSize },
    );
  };

  let closed = false;
  const checkOpen = (): void => {
    if (closed) throw new RepriseError('INVALID_INPUT', `${name} is closed: open it again`);
  };
  /** The tokens of a prompt that fits, with so many more. */
  const fitted = (prompt: Prompt, more: number): number[] => {
    checkOpen();
    const tokens = layOut(prompt);
    checkLength(tokens.length, more);
    return tokens;
  };
  const inTurn = <T>(
    tokens: readonly number[],
    signal: AbortSignal,
    work: (sequence: Sequence, kept: number) => Promise<T>,
  ): Promise<T> =>
    pool.use(tokens, (sequence, kept) => {
      checkOpen();
      // The caller was told already; the work of an abandoned request is not begun.
      signal.throwIfAborted();
      return work(sequence, kept);
    });

  const grammars = new WeakMap<JsonSchema, Promise<object>>();
  const grammarOf = async (schema: JsonSchema): Promise<object> => {
    const grammar = grammars.get(schema) ?? llama.createGrammarForJsonSchema(schema);
    grammars.set(schema, grammar);
    return grammar.catch((cause: Error) => {
      throw optionError('schema', cause.message, 'a JSON schema that llama.cpp can make a grammar of');
    });
  };

  const generate = async (request: CheckedGeneration, signal: AbortSignal): Promise<Answer> => {
    const { system = '', prompt, opening, schema, maxTokens, temperature, seed, stop } = request;
    const tokens = fitted(request, maxTokens);
    return inTurn(tokens, signal, async (sequence) => {
      const grammar = schema && (await grammarOf(schema));
      const before = sequence.tokenMeter.usedOutputTokens;
      const session = new runtime.LlamaChatSession({
        contextSequence: sequence,
        chatWrapper: wrapper,
        systemPrompt: system,
      });
      try {
        const { responseText, stopReason } = await session.promptWithMeta(prompt, {
          maxTokens,
          temperature,
          ...(seed !== undefined && { seed }),
          ...(stop !== undefined && { customStopTriggers: stop }),
          ...(opening !== undefined && { responsePrefix: opening }),
          ...(grammar && { grammar }),
          signal,
        });
        return {
          text: opening === undefined ? responseText : responseText.slice(opening.length),
          finish: finishes.get(stopReason) ?? 'other',
          usage: {
            inputTokens: tokens.length,
            outputTokens: sequence.tokenMeter.usedOutputTokens - before,
          },
        };
      } finally {
        session.dispose({ disposeSequence: false });
      }
    });
  };

  const nextTokens = async (request: CheckedNextTokens, signal: AbortSignal): Promise<NextTokens> => {
    const tokens = fitted(request, 1);
    return inTurn(tokens, signal, async (sequence, kept) => {
      const final = [tokens.at(-1) as number, { generateNext: { logits: true } }] as const;
      const results = await sequence.controlledEvaluate([...tokens.slice(kept, -1), final]);
      const logits = results.at(-1)?.next.logits;
      if (logits === undefined) throw failure('server', `${name} gave no scores`);
      const wordTokens = (request.words ?? []).flatMap((word) => model.tokenize(word));
      return {
        tokens: tokensByLogit(logits, request.count, wordTokens, (id) => model.detokenize([id])),
        usage: { inputTokens: tokens.length, outputTokens: 0 },
      };
    });
  };

  let embedder: Promise<EmbeddingContext> | undefined;
  const embed = (batch: readonly (string | Prompt)[], signal: AbortSignal): Promise<Embeddings> =>
    inTurn([], signal, async () => {
      embedder ??= model.createEmbeddingContext({ contextSize, threads });
      const context = await embedder;
      const vectors: Float32Array[] = [];
      let inputTokens = 0;
      for (const item of batch) {
        signal.throwIfAborted();
        const input = typeof item === 'string' ? item : layOut(item);
        const length = context.calculateInputLength(input);
        checkLength(length, 1);
        inputTokens += length;
        vectors.push(Float32Array.from((await context.getEmbeddingFor(input)).vector));
      }
      return { vectors, usage: { inputTokens, outputTokens: 0 } };
    });

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await pool.idle();
    await llama.dispose();
  };
  return languageModel({ name: 'gguf', model: name, identity, generate, embed, nextTokens, close });
}

const finishes = new Map<string, Answer['finish']>([
  ['eogToken', 'stop'],
  ['stopGenerationTrigger', 'stop'],
  ['customStopTrigger', 'stop'],
  ['maxTokens', 'length'],
]);
