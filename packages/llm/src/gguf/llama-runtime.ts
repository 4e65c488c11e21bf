import { RepriseError } from '@reprise/spec';
import type { JsonSchema } from '../model/language-model.js';

/** What is used of `node-llama-cpp` 3.22, by structure: a module namespace of it fits. */
export interface LlamaRuntime {
  readonly getLlama: (options: object) => Promise<unknown>;
  readonly resolveChatWrapper: (model: never) => unknown;
  readonly LlamaChatSession: new (options: never) => unknown;
}

/** The same, as this package calls it. */
export interface Runtime {
  readonly getLlama: (options: object) => Promise<Llama>;
  readonly resolveChatWrapper: (model: LlamaModel) => ChatWrapper | null;
  readonly LlamaChatSession: new (options: {
    readonly contextSequence: Sequence;
    readonly chatWrapper: ChatWrapper;
    readonly systemPrompt: string;
  }) => ChatSession;
}

export interface Llama {
  readonly loadModel: (options: { readonly modelPath: string }) => Promise<LlamaModel>;
  readonly createGrammarForJsonSchema: (schema: JsonSchema) => Promise<object>;
  readonly dispose: () => Promise<void>;
}

export interface LlamaModel {
  readonly tokenizer: object;
  readonly trainContextSize: number;
  readonly fileInfo: { readonly metadata: { readonly general?: { readonly name?: unknown } } };
  readonly createContext: (
    options: ContextOptions & { readonly sequences: number; readonly batchSize: number },
  ) => Promise<{ readonly getSequence: () => Sequence }>;
  readonly createEmbeddingContext: (options: ContextOptions) => Promise<EmbeddingContext>;
  readonly tokenize: (text: string) => number[];
  readonly detokenize: (tokens: readonly number[]) => string;
}

interface ContextOptions {
  readonly contextSize: number;
  readonly threads: number;
}

export interface EmbeddingContext {
  readonly getEmbeddingFor: (input: string | number[]) => Promise<{ readonly vector: readonly number[] }>;
  readonly calculateInputLength: (input: string | number[]) => number;
}

export interface ChatWrapper {
  readonly generateInitialChatHistory: (options: { readonly systemPrompt: string }) => object[];
  readonly generateContextState: (options: { readonly chatHistory: readonly object[] }) => {
    readonly contextText: { readonly tokenize: (tokenizer: object) => number[] };
  };
}

export interface Sequence {
  readonly contextTokens: readonly number[];
  readonly clearHistory: () => Promise<void>;
  readonly eraseContextTokenRanges: (
    ranges: readonly { readonly start: number; readonly end: number }[],
  ) => Promise<void>;
  readonly tokenMeter: { readonly usedOutputTokens: number };
  readonly controlledEvaluate: (
    input: readonly (number | readonly [number, object])[],
  ) => Promise<readonly ({ readonly next: { readonly logits?: ReadonlyMap<number, number> } } | undefined)[]>;
}

export interface ChatSession {
  readonly promptWithMeta: (
    prompt: string,
    options: object,
  ) => Promise<{ readonly responseText: string; readonly stopReason: string }>;
  readonly dispose: (options: { readonly disposeSequence: boolean }) => void;
}

/** Loads the peer. `NOT_FOUND` where it is not installed. */
export async function loadRuntime(): Promise<LlamaRuntime> {
  // Not a literal: bundlers need not have it, and types do not depend on it.
  const name: string = 'node-llama-cpp';
  try {
    return (await import(name)) as LlamaRuntime;
  } catch (cause) {
    throw new RepriseError('NOT_FOUND', `${name} cannot be loaded: npm install ${name}`, {
      details: { package: name },
      cause,
    });
  }
}
