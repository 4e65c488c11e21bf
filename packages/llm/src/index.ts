export { type AiSdkModel, type FromAiSdkOptions, fromAiSdk } from './ai-sdk/from-ai-sdk.js';
export { type CacheCounts, type Cached, withCache } from './cache/with-cache.js';
export { type GgufModel, type GgufOptions, gguf } from './gguf/gguf.js';
export type { LlamaRuntime } from './gguf/llama-runtime.js';
export { type FailureReason, reasonOf } from './model/failure.js';
export { generateSettled } from './model/generate-settled.js';
export type {
  Embeddings,
  Generation,
  GenerationRequest,
  JsonSchema,
  LanguageModel,
  LanguageModelWith,
  NextToken,
  NextTokens,
  NextTokensRequest,
  Prompt,
  Usage,
} from './model/language-model.js';
export { type Answer, type Backend, languageModel } from './model/make-language-model.js';
export type { CheckedGeneration, CheckedNextTokens } from './model/requests.js';
export { type OpenAiCompatibleOptions, openAiCompatible } from './openai/open-ai-compatible.js';
export { type ReliableOptions, reliable } from './wrappers/reliable.js';
export { type Budget, type BudgetOptions, withBudget } from './wrappers/with-budget.js';
export { withConcurrency } from './wrappers/with-concurrency.js';
export { type RetryOptions, withRetries } from './wrappers/with-retries.js';
export { withTimeout } from './wrappers/with-timeout.js';
