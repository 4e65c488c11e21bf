/** What a collection knows of its terms. Strategies take it so that they stay free of indexes. */
export interface CollectionStatistics {
  /** Documents with at least one term. */
  readonly documents: number;
  /** Term occurrences over all documents. */
  readonly tokens: number;
  /** Number of documents that contain `term`; 0 for an unknown one. */
  readonly documentFrequency: (term: string) => number;
  /** Occurrences of `term` over all documents; 0 for an unknown one. */
  readonly collectionFrequency: (term: string) => number;
}
