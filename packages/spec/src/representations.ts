/** A dense embedding. `space` names the encoder that made it; vectors of two spaces are never mixed. */
export interface DenseVector {
  readonly space: string;
  readonly data: Float32Array;
}

/** One row per token, row-major: `data.length === weights.length * dimensions`. */
export interface TokenMatrix {
  readonly space: string;
  readonly dimensions: number;
  readonly data: Float32Array;
  /** One weight per row. An unweighted matrix has all ones. */
  readonly weights: Float32Array;
  /** Vocabulary id of each row, where the encoder knows it. */
  readonly ids?: Int32Array;
  /** What each row stands for, readable, where known. */
  readonly labels?: readonly string[];
}

/**
 * What a query or a document can be described by. Queries and documents share this vocabulary.
 * Open: a plugin adds a kind of its own by declaration merging.
 */
export interface Representations {
  text: string;
  /** Weighted bag of terms: term frequencies for BM25, impacts for learned sparse models. */
  terms: ReadonlyMap<string, number>;
  /**
   * What the weights of `terms` mean to an index. `collection` (as where it is absent): they are boosts, which it
   * multiplies by how rare a term is. `query`: they are final, the strategy that wrote them saw to that.
   */
  weighting: 'collection' | 'query';
  vector: DenseVector;
  tokens: TokenMatrix;
  /** What a language model said of a document, made offline: feature name to text. */
  features: ReadonlyMap<string, string>;
}

export type Kind = keyof Representations;

/** Something that holds every representation in `K`. */
export type Has<K extends Kind> = { readonly [P in K]: Representations[P] };
