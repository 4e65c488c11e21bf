export type { AllEqualOptions } from './normalisers/all-equal.js';
export { bordaScore } from './normalisers/borda-score.js';
export { maxScore } from './normalisers/max-score.js';
export { minMax } from './normalisers/min-max.js';
export { minMaxCentred } from './normalisers/min-max-centred.js';
export { minMaxInverted } from './normalisers/min-max-inverted.js';
export type { NormaliseOption } from './normalisers/normalise-option.js';
export type { Normaliser } from './normalisers/normaliser.js';
export { rankScore } from './normalisers/rank-score.js';
export { sumToOne } from './normalisers/sum-to-one.js';
export { zScore } from './normalisers/z-score.js';
export { type BordaOptions, borda } from './rank-methods/borda.js';
export { type CondorcetOptions, condorcet } from './rank-methods/condorcet.js';
export { isr } from './rank-methods/isr.js';
export { logIsr } from './rank-methods/log-isr.js';
export { type LogNIsrOptions, logNIsr } from './rank-methods/log-n-isr.js';
export { type RbcOptions, rbc } from './rank-methods/rbc.js';
export { type RrfOptions, rrf } from './rank-methods/rrf.js';
export { fuseRunRows, type RunRow } from './runs/fuse-run-rows.js';
export { fuseRuns } from './runs/fuse-runs.js';
export {
  type TunedFold,
  type TunedWeights,
  type TuneWeightsOptions,
  tuneWeights,
} from './runs/tune-weights.js';
export { combAnz } from './score-methods/comb-anz.js';
export { type CombGmnzOptions, combGmnz } from './score-methods/comb-gmnz.js';
export { combMax } from './score-methods/comb-max.js';
export { combMed } from './score-methods/comb-med.js';
export { combMin } from './score-methods/comb-min.js';
export { combMnz } from './score-methods/comb-mnz.js';
export { combSum } from './score-methods/comb-sum.js';
export { type InterpolateOptions, interpolate } from './score-methods/interpolate.js';
export { type MixedOptions, mixed } from './score-methods/mixed.js';
export { type WeightedMnzOptions, weightedMnz } from './score-methods/weighted-mnz.js';
export {
  type Absent,
  type AbsentOption,
  type WeightedSumOptions,
  weightedSum,
} from './score-methods/weighted-sum.js';
export { trainBayesFuse } from './trained/train-bayes-fuse.js';
export { trainMapFuse } from './trained/train-map-fuse.js';
export { trainPosFuse } from './trained/train-pos-fuse.js';
export { type ProbFuseOptions, trainProbFuse } from './trained/train-prob-fuse.js';
export { type SegFuseOptions, trainSegFuse } from './trained/train-seg-fuse.js';
export { type SlideFuseOptions, trainSlideFuse } from './trained/train-slide-fuse.js';
export type { TrainedFuser, TrainingOptions } from './trained/training.js';
