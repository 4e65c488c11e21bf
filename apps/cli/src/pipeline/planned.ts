import type { FuserWord } from './fusers.js';
import type { OptionValues } from './options.js';
import type { PredictorWord } from './predictors.js';
import type { FeedbackWord, RerankWord, SearchWord } from './words.js';

/** A pipeline that was read, before it meets an index. */
export interface PipelinePlan {
  readonly source: string;
  readonly stages: readonly PlannedStage[];
}

export type PlannedStage = PlannedWord | PlannedFusion | PlannedGate | PlannedRescore | PlannedEachText;

export interface PlannedWord {
  readonly at: number;
  readonly word: SearchWord | RerankWord | FeedbackWord;
  readonly options: OptionValues;
  /** Of feedback: whether the next stage orders anew the hits that it learnt from. */
  readonly keepsHits?: boolean;
}

/** A method of fusion. */
export interface PlannedMethod {
  readonly at: number;
  readonly word: FuserWord & { readonly does: 'fuse' };
  readonly options: OptionValues;
}

export interface PlannedFusion extends PlannedMethod {
  readonly branches: readonly (readonly PlannedStage[])[];
}

export interface PlannedGate {
  readonly at: number;
  readonly word: { readonly does: 'gate' };
  readonly atLeast: number;
  readonly predictor: PlannedPredictor;
  /** Stages that turn a ranking into a ranking. */
  readonly through: readonly PlannedStage[];
}

/** Scores hits anew in the index that `by` would search. */
export interface PlannedRescore {
  readonly at: number;
  readonly word: { readonly does: 'rescore' };
  readonly by: PlannedWord & { readonly word: SearchWord };
  /** Hits that are scored. Default: all. */
  readonly depth?: number;
}

export type PlannedRerank = PlannedWord & { readonly word: RerankWord };

/** Orders hits by each of the texts that `slidingWindows` wrote, and merges the rankings. */
export interface PlannedEachText {
  readonly at: number;
  readonly word: { readonly does: 'eachText' };
  /** A rescore in vectors. */
  readonly by: PlannedRerank | PlannedRescore;
  readonly method: PlannedMethod;
}

export interface PlannedPredictor {
  readonly at: number;
  readonly word: PredictorWord;
  readonly options: OptionValues;
  /** What `agreement` compares with; absent for the others. */
  readonly other?: readonly PlannedStage[];
}
