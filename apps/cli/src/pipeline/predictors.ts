import { agreement, clarity, scoreSpread } from '@reprise/core';
import type { SparseIndex } from '@reprise/sparse';
import type { Predictor } from '@reprise/spec';
import type { Pipeline } from './compile-pipeline.js';
import type { OptionType, OptionValues } from './options.js';

/** A word that foretells how good a ranking is. */
export interface PredictorWord {
  readonly options: ReadonlyMap<string, OptionType>;
  /** Whether it takes another pipeline. */
  readonly compares: boolean;
  readonly predictor: (
    options: OptionValues,
    index?: SparseIndex,
    other?: Pipeline,
  ) => Predictor<'terms' | 'text'>;
  /** Whether it looks at the terms of documents. */
  readonly looksAtTerms: boolean;
}

const numbers = (...names: readonly string[]): ReadonlyMap<string, OptionType> =>
  new Map(names.map((name) => [name, 'number']));

/** Every predictor, by the name of its factory. */
export const predictors: ReadonlyMap<string, PredictorWord> = new Map<string, PredictorWord>([
  [
    'scoreSpread',
    {
      options: numbers('depth'),
      compares: false,
      looksAtTerms: false,
      predictor: (options) => scoreSpread(options),
    },
  ],
  [
    'clarity',
    {
      options: numbers('depth', 'terms', 'lambda'),
      compares: false,
      looksAtTerms: true,
      predictor: (options, index) => {
        const documents = index as SparseIndex;
        return clarity({ ...options, statistics: documents.statistics, documents });
      },
    },
  ],
  [
    'agreement',
    {
      options: numbers('depth', 'persistence'),
      compares: true,
      looksAtTerms: false,
      predictor: (options, _, other) => agreement(other as Pipeline, options),
    },
  ],
]);
