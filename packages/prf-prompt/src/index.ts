export {
  type ExtractiveFeature,
  type ExtractiveFeaturesOptions,
  extractiveFeatures,
} from './extractive/extractive-features.js';
export { type FeatureName, featureCatalogue } from './features/catalogue.js';
export type { Described, FeatureMaker } from './features/feature-maker.js';
export type { FeatureTemplate } from './features/feature-template.js';
export type { ListForm } from './features/join-list.js';
export { type MadeFeatures, makeFeatures } from './features/make-features.js';
export { type ModelFeaturesOptions, modelFeatures } from './features/model-features.js';
export { type ModelRerankerOptions, modelReranker } from './judge/model-reranker.js';
export { promptReps } from './promptreps/prompt-reps.js';
export {
  type PromptedQuery,
  type PromptRepsEncoder,
  type PromptRepsOptions,
  type PromptRepsPrompts,
  promptRepsPrompts,
} from './promptreps/prompt-reps-options.js';
export { expandPrompt, type PromptExpansion, type PromptPart } from './query/expand-prompt.js';
export { type GrfOptions, grf } from './query/grf.js';
export type { MixedTerm } from './query/mix.js';
export type { PromptFeedback } from './query/passages.js';
export { promptPrf } from './query/prompt-prf.js';
export type { PromptPrfOptions, Written } from './query/prompt-prf-options.js';
export { type BuildFeaturesOptions, buildFeatures } from './store/build-features.js';
export { type FeatureStore, type OpenFeaturesOptions, openFeatures } from './store/open-features.js';
export { type FeaturesSummary, verifyFeatures } from './store/verify-features.js';
