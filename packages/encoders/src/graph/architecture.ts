/** What the encoders of the BERT family have in common, so that one graph writer serves them all. */
export interface Architecture {
  readonly layers: number;
  readonly heads: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly vocabulary: number;
  /** Rows of the position table. */
  readonly positions: number;
  readonly epsilon: number;
  readonly activation: 'Gelu' | 'GeluTanh' | 'Relu';
  /** `fromPad`: a token's position counts tokens that are not padding, from pad + 1 (RoBERTa, MPNet). */
  readonly positionIds: 'fromZero' | 'fromPad';
  readonly pad: number;
  /** Rows of the token type table; 0 without one. */
  readonly tokenTypes: number;
  /** Buckets of the relative position bias shared by all layers (MPNet); absent without one. */
  readonly relativeBuckets?: number;
  readonly names: TensorNames;
}

/** Names of a checkpoint's tensors behind its prefix, without `.weight` and `.bias`; `#` is the layer's number. */
export interface TensorNames {
  readonly query: string;
  readonly key: string;
  readonly value: string;
  readonly attentionOutput: string;
  readonly attentionNorm: string;
  readonly intermediate: string;
  readonly output: string;
  readonly outputNorm: string;
}

/** Most tokens that a text may have, specials included. */
export function longestSequence({ positionIds, positions, pad }: Architecture): number {
  return positionIds === 'fromPad' ? positions - pad - 1 : positions;
}
