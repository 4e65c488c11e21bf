import type { CollectionStatistics } from '@reprise/spec';
import type { IdTable } from '@reprise/storage';
import type { Collection } from './similarity.js';
import type { SparseRows } from './sparse-rows.js';
import type { StringTable } from './string-table.js';
import type { Texts } from './texts.js';

/**
 * All that an index knows, whatever it scores by. Documents and terms are numbered in the order of their UTF-8
 * bytes: equal scores then order by number, and looking an id up is a binary search in what is stored anyway.
 */
export interface SparseData {
  readonly ids: IdTable;
  readonly terms: IdTable;
  /** Term → number, as `terms` knows it too, but without a search: strategies look up a thousand terms a query. */
  readonly termNumbers: StringTable;
  /** Terms × documents. */
  readonly postings: SparseRows;
  /** Documents × terms: the same weights, for feedback. A saved index reads them when first asked for. */
  readonly vectors: () => Promise<SparseRows>;
  /** Sum of each document's weights. */
  readonly lengths: Float64Array;
  /** Sum of each term's weights. */
  readonly frequencies: Float64Array;
  /** Absent where none are stored. */
  readonly texts: Texts | undefined;
  /** Name of the analyzer that made the terms; absent where documents brought theirs. */
  readonly analyzer: string | undefined;
  readonly close: () => Promise<void>;
}

/** The figures that similarities see. */
export function collectionOf({ lengths }: Pick<SparseData, 'lengths'>): Collection {
  let documents = 0;
  let tokens = 0;
  for (const length of lengths) {
    tokens += length;
    if (length > 0) documents++;
  }
  return Object.freeze({
    documents,
    tokens,
    averageLength: documents === 0 ? 0 : tokens / documents,
    lengths,
  });
}

/** The figures that strategies see. */
export function statisticsOf(
  { termNumbers, postings, frequencies }: SparseData,
  { documents, tokens }: Collection,
): CollectionStatistics {
  return Object.freeze({
    documents,
    tokens,
    documentFrequency: (term: string) => {
      const number = termNumbers.find(term);
      return number === undefined ? 0 : postings.offsets[number + 1]! - postings.offsets[number]!;
    },
    collectionFrequency: (term: string) => {
      const number = termNumbers.find(term);
      return number === undefined ? 0 : frequencies[number]!;
    },
  });
}
