/// <reference path="./wink-bm25-text-search.d.ts" />
import wink from 'wink-bm25-text-search';

/** wink's configuration, as its exports hold it. */
export interface WinkConfig {
  /** Field → what each of its tokens counts. */
  readonly fldWeights: Readonly<Record<string, number>>;
  readonly bm25Params: { readonly k1: number; readonly b: number; readonly k: number };
  /** Fields whose values are kept as they were given. */
  readonly ovFldNames: readonly string[];
}

export interface WinkDocument {
  /** Token number → frequency, times the field's weight; the weight in BM25 once consolidated. */
  readonly freq: Readonly<Record<string, number>>;
  readonly fieldValues: Readonly<Record<string, unknown>>;
  /** Tokens, each times its field's weight. */
  readonly length: number;
}

/** The nine parts of wink's JSON export. wink leaves the last three empty. */
export type WinkExport = readonly [
  config: WinkConfig,
  totals: {
    readonly totalCorpusLength: number;
    readonly totalDocs: number;
    readonly consolidated: boolean;
  },
  documents: Readonly<Record<string, WinkDocument>>,
  /** Token number → ids of the documents that hold it. */
  postings: readonly (readonly string[])[],
  tokenCount: number,
  /** Token → its number. */
  tokens: Readonly<Record<string, number>>,
  object,
  readonly unknown[],
  readonly unknown[],
];

/** What is used of wink. */
export interface WinkEngine {
  readonly defineConfig: (config: WinkConfig) => void;
  /** Functions that turn a field's value into tokens; of the field named, or of all others and of searches. */
  readonly definePrepTasks: (tasks: readonly ((text: string) => string[])[], field?: string) => void;
  readonly addDoc: (fields: Readonly<Record<string, string>>, id: string) => void;
  /** Turns frequencies into weights, rounded to so many digits, for good. */
  readonly consolidate: (precision: number) => void;
  readonly search: (text: string, limit: number) => readonly (readonly [id: string, score: number])[];
  readonly getConfig: () => WinkConfig;
  readonly getDocs: () => Readonly<Record<string, WinkDocument>>;
  readonly getTokens: () => Readonly<Record<string, number>>;
  /** Token number → idf; empty until consolidated. */
  readonly getIDF: () => readonly number[];
  readonly importJSON: (json: string) => void;
}

export function createEngine(): WinkEngine {
  const engine: unknown = wink();
  return engine as WinkEngine;
}
