import { RepriseError } from '@reprise/spec';
import { differences } from '../significance/differences.js';

/** What is known of each query that a gate decides on: one value a query in every list, in the same order. */
export interface GateOutcomes {
  /** The measure of the first pass, where nothing is fed back. */
  readonly never: readonly number[];
  /** The measure where every query goes through what lies behind the gate. */
  readonly always: readonly number[];
  /** What the predictor said of the first pass; undefined where that found nothing, and no gate lets it through. */
  readonly predictions: readonly (number | undefined)[];
}

/** Refuses lists of unequal length and values that are not finite with `INVALID_INPUT`. */
export function checkOutcomes({ never, always, predictions }: GateOutcomes): void {
  differences(never, always);
  if (predictions.length !== never.length) {
    throw new RepriseError(
      'INVALID_INPUT',
      `there are ${predictions.length} predictions for ${never.length} queries: give one a query`,
      { details: { predictions: predictions.length, queries: never.length } },
    );
  }
  predictions.forEach((prediction, index) => {
    if (prediction === undefined || Number.isFinite(prediction)) return;
    throw new RepriseError(
      'INVALID_INPUT',
      `prediction ${index} is ${prediction}: give finite numbers, and undefined where nothing was found`,
      { details: { index, value: prediction } },
    );
  });
}

/** Whether a gate lets a query through: the rule of `gate` of @reprise/core. */
export function passes(prediction: number | undefined, atLeast: number): boolean {
  return prediction !== undefined && prediction >= atLeast;
}
