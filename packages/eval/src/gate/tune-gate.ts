/**
 * Tunes the threshold of a gate by cross-validation over queries.
 *
 * The queries are dealt into folds. For each fold the threshold is chosen that is best on the queries of the other
 * folds, and decides on the fold's own: every decision in `report` was made without its query, and `report` is the
 * figure to print. `atLeast`, chosen on all queries, is for queries to come; what it does on the queries given here
 * would be too good and is not computed.
 *
 * The thresholds tried are those of `gateCurve`, never and always among them; the best has the highest URisk_alpha. Of
 * equally good ones the lowest is taken, under which most queries pass.
 */
import { checkId, compareIds, optionError, RepriseError } from '@reprise/spec';
import { randomWords } from '../significance/random-words.js';
import { gateCurve } from './gate-curve.js';
import { type GateReport, reportOf } from './gate-report.js';
import { checkOutcomes, type GateOutcomes, passes } from './outcomes.js';

export interface TuneGateOptions extends GateOutcomes {
  /** Ids of the queries, in the order of the lists, each once. They decide the folds, whatever that order. */
  readonly queries: readonly string[];
  /** What to raise: URisk with this alpha, ≥ 0. Default 0: the mean. */
  readonly alpha?: number;
  /** Into how many folds the queries are dealt, from 2 to their number. Default 5, as in `tuneWeights` of @reprise/fusion. */
  readonly folds?: number;
  /** Decides which query falls into which fold, a whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number;
  /** Values of alpha for the URisk that the report tells, each ≥ 0. Default 1 and 5. */
  readonly risk?: readonly number[];
}

export interface TunedGateFold {
  /** The queries that this threshold was not chosen on and that it decides. */
  readonly queries: readonly string[];
  /** The best threshold on the queries of the other folds; -Infinity feeds back always, Infinity never. */
  readonly atLeast: number;
}

/** Plain data. */
export interface TunedGate {
  /** The best threshold on all queries, for other queries. */
  readonly atLeast: number;
  readonly folds: readonly TunedGateFold[];
  /** The measure of each query as its fold's threshold decides it, in the order of the lists: for significance. */
  readonly values: readonly number[];
  /** What the gate wins and loses, each query decided by its fold's threshold. */
  readonly report: GateReport;
}

export function tuneGate(options: TuneGateOptions): TunedGate {
  const { queries, never, always, predictions, alpha = 0, folds = 5, seed = 0 } = options;
  checkOutcomes(options);
  checkQueries(queries, never.length);
  if (!(Number.isSafeInteger(folds) && folds >= 2 && folds <= queries.length)) {
    throw optionError('folds', folds, `a whole number from 2 to ${queries.length}, the number of queries`);
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw optionError('seed', seed, 'a whole number from 0 to 4294967295');
  }

  // By id, so that the folds do not depend on the order of a file.
  const order = shuffled(
    queries.map((_, q) => q).sort((a, b) => compareIds(queries[a]!, queries[b]!)),
    seed,
  );
  const best = (training: readonly number[]): number => {
    const only = <T>(values: readonly T[]): readonly T[] => training.map((q) => values[q]!);
    const curve = gateCurve({
      never: only(never),
      always: only(always),
      predictions: only(predictions),
      alpha,
    });
    return curve.reduce((a, b) => (b.uRisk >= a.uRisk ? b : a)).atLeast;
  };
  const passed = new Array<boolean>(queries.length).fill(false);
  const tuned = Array.from({ length: folds }, (_, f): TunedGateFold => {
    const atLeast = best(order.filter((_, i) => i % folds !== f));
    const own = order.filter((_, i) => i % folds === f);
    for (const q of own) passed[q] = passes(predictions[q], atLeast);
    return { queries: own.map((q) => queries[q]!), atLeast };
  });
  return Object.freeze({
    atLeast: best(order),
    folds: tuned,
    values: never.map((value, q) => (passed[q] ? always[q]! : value)),
    report: reportOf(options, passed, options.risk),
  });
}

function checkQueries(queries: readonly string[], count: number): void {
  if (queries.length !== count) {
    throw new RepriseError(
      'INVALID_INPUT',
      `there are ${queries.length} queries for ${count} values: give one id a value`,
      { details: { queries: queries.length, values: count } },
    );
  }
  const seen = new Set<string>();
  queries.forEach((id, i) => {
    checkId(id, `query ${i}`);
    if (seen.has(id)) {
      throw new RepriseError('DUPLICATE_ID', `there are two of query ${JSON.stringify(id)}: keep one`, {
        details: { value: id },
      });
    }
    seen.add(id);
  });
}

/** Fisher and Yates's shuffle. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const result = [...items];
  const word = randomWords(seed);
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor((word() / 2 ** 32) * (i + 1));
    const moved = result[i]!;
    result[i] = result[j]!;
    result[j] = moved;
  }
  return result;
}
