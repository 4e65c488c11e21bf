export { feedbackOf, termsFeedback, vectorFeedback } from './arbitraries/feedback.js';
export { branches, type HitsOptions, hits, rankings } from './arbitraries/hits.js';
export { hostileIds } from './arbitraries/hostile-ids.js';
export { termsQueries, textQueries, vectorQueries } from './arbitraries/queries.js';
export { type TermsOptions, termBags, type VectorOptions, vectors } from './arbitraries/representations.js';
export type { ConformanceOptions, Law, Make } from './laws/law.js';
export { documentSourceConformance, documentSourceLaws } from './suites/document-source.js';
export { encoderConformance, encoderLaws } from './suites/encoder.js';
export { type FuserConformanceOptions, fuserConformance, fuserLaws } from './suites/fuser.js';
export { type JudgeConformanceOptions, judgeConformance, judgeLaws } from './suites/judge.js';
export { predictorConformance, predictorLaws } from './suites/predictor.js';
export { rerankerConformance, rerankerLaws } from './suites/reranker.js';
export {
  type RetrieverConformanceOptions,
  retrieverConformance,
  retrieverLaws,
} from './suites/retriever.js';
export {
  type SavedIndex,
  type SavedIndexConformanceOptions,
  savedIndexConformance,
  savedIndexLaws,
} from './suites/saved-index.js';
export { type ScorerConformanceOptions, scorerConformance, scorerLaws } from './suites/scorer.js';
export { strategyConformance, strategyLaws } from './suites/strategy.js';
