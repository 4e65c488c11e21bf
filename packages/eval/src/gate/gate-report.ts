import { optionError } from '@reprise/spec';
import { uRisk } from '../risk/u-risk.js';
import { differences, tieTolerance } from '../significance/differences.js';
import { mean } from '../significance/moments.js';
import { checkOutcomes, type GateOutcomes, passes } from './outcomes.js';

export interface GateReportOptions extends GateOutcomes {
  /** The prediction from which a query passes, as of `gate`. */
  readonly atLeast: number;
  /** Values of alpha for URisk, each ≥ 0. Default 1 and 5, the usual ones. */
  readonly risk?: readonly number[];
}

/** How the queries on one side of a gate fared, or would have fared, under feedback. Up to 10⁻⁹ is a tie. */
export interface GateSide {
  readonly queries: number;
  /** Those that feedback makes better: gains where they passed, gains that were missed where they did not. */
  readonly gains: number;
  readonly ties: number;
  /** Those that feedback makes worse: losses where they passed, losses that were saved where they did not. */
  readonly losses: number;
}

/** One way to decide, over all queries. */
export interface GateChoice {
  readonly mean: number;
  /** URisk against the first pass, one an alpha, in the order given. */
  readonly risks: readonly { readonly alpha: number; readonly uRisk: number }[];
}

/** What a gate won and lost. Plain data. */
export interface GateReport {
  readonly passed: GateSide;
  readonly skipped: GateSide;
  readonly never: GateChoice;
  readonly always: GateChoice;
  readonly gated: GateChoice;
  /** The better of both for every query: what no gate can exceed. */
  readonly oracle: GateChoice;
}

/** What a gate with one threshold wins and loses. To report a threshold that was chosen on the same queries, `tuneGate`. */
export function gateReport(options: GateReportOptions): GateReport {
  const { atLeast, predictions, risk } = options;
  checkOutcomes(options);
  if (typeof atLeast !== 'number' || Number.isNaN(atLeast)) throw optionError('atLeast', atLeast, 'a number');
  return reportOf(
    options,
    predictions.map((prediction) => passes(prediction, atLeast)),
    risk,
  );
}

/** The report of decisions, one a query. */
export function reportOf(
  { never, always }: GateOutcomes,
  passed: readonly boolean[],
  risk: readonly number[] = [1, 5],
): GateReport {
  const delta = differences(never, always);
  const side = (inside: boolean): GateSide => {
    const moved = delta.filter((_, i) => passed[i] === inside);
    const gains = moved.filter((difference) => difference > tieTolerance).length;
    const losses = moved.filter((difference) => difference < -tieTolerance).length;
    return { queries: moved.length, gains, ties: moved.length - gains - losses, losses };
  };
  const choice = (values: readonly number[]): GateChoice => ({
    mean: mean(values),
    risks: risk.map((alpha) => ({ alpha, uRisk: uRisk(never, values, alpha) })),
  });
  return Object.freeze({
    passed: side(true),
    skipped: side(false),
    never: choice(never),
    always: choice(always),
    gated: choice(never.map((value, i) => (passed[i] ? always[i]! : value))),
    oracle: choice(never.map((value, i) => Math.max(value, always[i]!))),
  });
}
