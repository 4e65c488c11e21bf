import { optionError, pacer, RepriseError } from '@reprise/spec';
import type { Analyzer } from './analyzer.js';

/** Cuts text into tokens. */
export type Tokenizer = (text: string) => string[];

/** Changes, drops or adds tokens. Changes nothing it is given. */
export type TokenFilter = (tokens: readonly string[]) => string[];

export interface AnalyzerOptions {
  /** What a saved index remembers of the analyzer: give another chain another name. Not empty. */
  readonly name: string;
  readonly tokenize: Tokenizer;
  /** Run in order, each on what the one before gave. Default none. */
  readonly filters?: readonly TokenFilter[];
}

/** An analyzer of plain functions: one tokenizer, then filters. */
export function createAnalyzer(options: AnalyzerOptions): Analyzer {
  const { name, tokenize, filters = [] } = options;
  if (typeof name !== 'string' || name === '') throw optionError('name', name, 'a non-empty string');
  if (typeof tokenize !== 'function')
    throw optionError('tokenize', tokenize, 'a function from text to tokens');
  for (const filter of filters) {
    if (typeof filter !== 'function') throw optionError('filters', filter, 'functions from tokens to tokens');
  }

  const analyze = (text: unknown, place: string): string[] => {
    if (typeof text !== 'string') {
      throw new RepriseError(
        'INVALID_INPUT',
        `${place} is ${text === null ? 'null' : `of type ${typeof text}`}: give ${name} a string`,
        { details: { value: text } },
      );
    }
    let tokens = tokenize(text);
    for (const filter of filters) tokens = filter(tokens);
    return tokens;
  };

  return Object.freeze({
    spec: 'v1',
    name,
    reads: ['text'],
    writes: ['terms'],
    tokens: (text: string) => analyze(text, 'the text'),
    encode: async (batch, _role, options) => {
      const pause = pacer(options?.signal);
      const encoded: { terms: ReadonlyMap<string, number> }[] = [];
      for (const [i, { text }] of batch.entries()) {
        await pause();
        encoded.push({ terms: frequencies(analyze(text, `text ${i} of the batch`)) });
      }
      return encoded;
    },
  } as const satisfies Analyzer);
}

function frequencies(tokens: readonly string[]): Map<string, number> {
  const terms = new Map<string, number>();
  for (const token of tokens) terms.set(token, (terms.get(token) ?? 0) + 1);
  return terms;
}
