import { rm3 } from '@reprise/prf-rocchio';
import {
  atire,
  bm25,
  bm25l,
  bm25plus,
  dirichlet,
  robertson,
  type Similarity,
  type SparseIndex,
  tfIdf,
} from '@reprise/sparse';
import type { FeedbackStrategy } from '@reprise/spec';
import type { OptionSyntax } from './syntax.js';

/** What a value of an option must be. */
export type OptionType = 'number' | 'boolean' | 'name' | 'pattern or false';

export type OptionValues = Readonly<Record<string, OptionSyntax['value']>>;

/** A word that searches. Beside its own options it takes `k`, the number of hits it passes on. */
export interface SearchWord {
  readonly does: 'search';
  readonly summary: string;
  readonly options: ReadonlyMap<string, OptionType>;
  readonly similarity: (options: OptionValues) => Similarity;
}

/** A word that feeds back. Beside its own options it takes the judge's `documents`. */
export interface FeedbackWord {
  readonly does: 'feedback';
  readonly summary: string;
  readonly options: ReadonlyMap<string, OptionType>;
  /** The reference's number of feedback documents. */
  readonly documents: number;
  readonly strategy: (
    options: OptionValues,
    index: SparseIndex,
  ) => FeedbackStrategy<'terms', 'terms', 'terms'>;
}

export type Word = SearchWord | FeedbackWord;

const numbers = (...names: readonly string[]): [string, OptionType][] =>
  names.map((name) => [name, 'number']);

const search = (
  summary: string,
  similarity: (options: OptionValues) => Similarity,
  options: readonly [string, OptionType][],
): SearchWord => ({ does: 'search', summary, similarity, options: new Map([...numbers('k'), ...options]) });

/** Every word of a pipeline: the factories of the packages, by their names. */
export const words: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['bm25', search('BM25 as Lucene scores it', bm25, [...numbers('k1', 'b'), ['lengths', 'name']])],
  ['robertson', search("BM25 with Robertson's idf", robertson, numbers('k1', 'b', 'floor'))],
  ['atire', search('BM25 as ATIRE scores it', atire, numbers('k1', 'b'))],
  ['bm25l', search('BM25L, kinder to long documents', bm25l, numbers('k1', 'b', 'delta'))],
  ['bm25plus', search('BM25+, with a lower bound for a match', bm25plus, numbers('k1', 'b', 'delta'))],
  ['tfIdf', search('TF-IDF', tfIdf, numbers('k1', 'b'))],
  ['dirichlet', search('query likelihood with Dirichlet smoothing', dirichlet, numbers('mu'))],
  [
    'rm3',
    {
      does: 'feedback',
      summary: 'RM3: mixes the query with the terms of its best documents',
      documents: 10,
      strategy: ({ pattern, ...options }, index) =>
        rm3({
          statistics: index.statistics,
          ...options,
          ...(typeof pattern === 'string' && { pattern: new RegExp(pattern, 'u') }),
          ...(pattern === false && { pattern }),
        }),
      options: new Map<string, OptionType>([
        ...numbers('documents', 'terms', 'weight', 'maxDocumentFrequency', 'minLength', 'maxLength'),
        ['pattern', 'pattern or false'],
      ]),
    },
  ],
]);
