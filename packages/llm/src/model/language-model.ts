import type { RunOptions } from '@reprise/spec';

/** A JSON Schema of draft 2020-12, as a plain object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a model is shown. Every part is data: nothing in it is expanded or executed. */
export interface Prompt {
  /** Standing instruction. Default none. */
  readonly system?: string;
  readonly prompt: string;
  /** Words the answer is made to begin with; they are not repeated in its text. Default none. */
  readonly opening?: string;
}

export interface GenerationRequest extends Prompt {
  /** The answer has to be JSON that fits. Not together with `opening`. Default: any text. */
  readonly schema?: JsonSchema;
  /** Tokens the answer may have at most. Default 512. */
  readonly maxTokens?: number;
  /** 0 takes the most probable token each time. Default 0. */
  readonly temperature?: number;
  /** Integer that fixes what is drawn at temperatures above 0, where the backend can. Default none. */
  readonly seed?: number;
  /** The answer ends before any of these strings. Default none. */
  readonly stop?: readonly string[];
}

/** Tokens as the backend counts them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface Generation {
  /** The answer as it came. */
  readonly text: string;
  /** The parsed answer, where the request had a schema: it fits. */
  readonly value?: unknown;
  /** Why it ended: by itself (or at a stop string), at `maxTokens`, or for a reason of the backend's. */
  readonly finish: 'stop' | 'length' | 'other';
  /** What the answer cost when it was made; absent where the backend does not say. */
  readonly usage?: Usage;
}

export interface Embeddings {
  /** One a text, in the order asked, not normalised. */
  readonly vectors: readonly Float32Array[];
  /** Of all texts together. */
  readonly usage?: Usage;
}

export interface NextTokensRequest extends Prompt {
  /** How many of the most probable tokens are wanted. Default 20, the most that hosted backends give. */
  readonly count?: number;
  /** Words whose tokens, each word split alone, are wanted whatever their rank. Default none. */
  readonly words?: readonly string[];
}

/** A token that could be the next one. */
export interface NextToken {
  readonly text: string;
  /** Number in the model's vocabulary, where the backend says it. */
  readonly id?: number;
  /** Natural logarithm of its probability at temperature 1. */
  readonly logProbability: number;
  /** The score before the softmax, where the backend says it. */
  readonly logit?: number;
}

export interface NextTokens {
  /** Most probable first; equal ones by id, then by text. */
  readonly tokens: readonly NextToken[];
  readonly usage?: Usage;
}

/**
 * A model that writes text and perhaps more. Batch in, batch out, same order. A batch rejects with the first failure,
 * a `RepriseError` whose `details.reason` says what happened; calls under way are left to end, none is begun.
 * `options.concurrency` is how many calls of a batch are under way at once; results never depend on it.
 */
export interface LanguageModel {
  readonly spec: 'v1';
  /** The kind of backend, such as `openAiCompatible`. */
  readonly name: string;
  /** Which model it is. */
  readonly model: string;
  /** What else its answers depend on beside `name`, `model` and the request; empty for nothing. Part of cache keys. */
  readonly identity: string;
  /** How many calls of a batch are under way at once where its options do not say. Default 1. */
  readonly concurrency?: number;
  readonly generate: (
    batch: readonly GenerationRequest[],
    options?: RunOptions,
  ) => Promise<readonly Generation[]>;
  /**
   * Vectors of texts as they are, or of prompts laid out as `generate` lays them out, up to where the answer would go
   * on. `options.batchSize` texts (default 64) are one call.
   */
  readonly embed?: (batch: readonly (string | Prompt)[], options?: RunOptions) => Promise<Embeddings>;
  /** What the model would write next. */
  readonly nextTokens?: (
    batch: readonly NextTokensRequest[],
    options?: RunOptions,
  ) => Promise<readonly NextTokens[]>;
  /** Frees what the backend holds. */
  readonly close?: () => Promise<void>;
}

/** A model that is known to have these abilities. */
export type LanguageModelWith<K extends 'embed' | 'nextTokens'> = LanguageModel &
  Required<Pick<LanguageModel, K>>;
