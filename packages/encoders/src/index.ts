export { cached } from './cache/cached.js';
export type { CacheCounts, CachedEncoder, CacheOptions } from './cache/cached-encoder.js';
export type {
  CrossEncoder,
  CrossEncoderOptions,
  PairTruncation,
  ScoreActivation,
} from './cross-encoder/cross-encoder.js';
export { openCrossEncoder } from './cross-encoder/open-cross-encoder.js';
export type {
  DenseConventions,
  DenseEncoder,
  DenseEncoderOptions,
  QueryTemplate,
} from './dense/dense-encoder.js';
export { minilm } from './dense/minilm.js';
export { openEncoder } from './dense/open-encoder.js';
export { presets } from './dense/presets.js';
export type { LockedFile, ModelLock } from './folder/lock.js';
export type { Similarity } from './folder/read-settings.js';
export { type FetchModelOptions, fetchModel } from './hub/fetch-model.js';
export { minilmTokens } from './late-interaction/minilm-tokens.js';
export { openTokenEncoder } from './late-interaction/open-token-encoder.js';
export type { TokenEncoder, TokenEncoderOptions, TokenInput } from './late-interaction/token-encoder.js';
export { openSparseEncoder } from './learned-sparse/open-sparse-encoder.js';
export {
  type Pruning,
  type SparseEncoder,
  type SparseEncoderOptions,
  type SparseInput,
  type SparseKind,
  sparseKinds,
} from './learned-sparse/sparse-encoder.js';
export { fitLsa, type Lsa, type LsaOptions } from './lsa/fit-lsa.js';
export type { TransformerOptions } from './model/open-transformer.js';
export type { ModuleSettings, TensorPlace } from './pooling/modules.js';
export type { PoolingMode } from './pooling/pool.js';
export type { OnnxRuntime, OnnxSession, OnnxSessionOptions } from './runtime/onnx-runtime.js';
export type { SegmentTemplate } from './tokenizer/join-segments.js';
export type { InputTemplate } from './tokenizer/text-tokenizer.js';
