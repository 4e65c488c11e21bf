/**
 * Tunes the weights of a fuser by cross-validation over queries.
 *
 * The queries are dealt into folds. For each fold every point of a grid is tried on the queries of the other folds, and
 * the best one fuses the fold's own. Each ranking of the answer's `run` was so made with weights that were chosen
 * without its query, and `score` is the measure of that run: the figure to report. `weights`, chosen on all queries, are
 * for queries to come; a measure of theirs on the queries given here would be too good and is not computed.
 *
 * The grid holds all weights that are multiples of 1/steps and sum to 1: C(steps + n − 1, n − 1) points for n runs. Of
 * equally good points the one nearest to equal weights is taken, then the first in the order of the grid.
 */
import {
  compareIds,
  type Fuser,
  type Hit,
  optionError,
  type Qrels,
  RepriseError,
  type Run,
} from '@reprise/spec';
import { shuffle } from '../internal/shuffle.js';
import { weightedSum } from '../score-methods/weighted-sum.js';
import { fuseRuns } from './fuse-runs.js';

export interface TuneWeightsOptions {
  /** The runs to fuse, at least two. */
  readonly runs: readonly Run[];
  /** Judgements. Queries without any are left out; a run that lacks a judged query has found nothing for it. */
  readonly qrels: Qrels;
  /** What to raise: a figure for a run, of which each query is also in the `qrels` it is given, and the reverse. */
  readonly measure: (run: Run, qrels: Qrels) => number;
  /** The fuser for given weights. Default `(weights) => weightedSum({ weights })`. */
  readonly fuser?: (weights: readonly number[]) => Fuser;
  /** Into how many folds the queries are dealt, from 2 to their number. Default 5. */
  readonly folds?: number;
  /** Into how many steps a weight is cut, at least 1. Default 10, as the α of ielab's sweep. */
  readonly steps?: number;
  /** Decides which query falls into which fold, a whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number;
}

export interface TunedFold {
  /** The queries that these weights were not chosen on and that they fuse. */
  readonly queries: readonly string[];
  /** The best weights on the queries of the other folds. */
  readonly weights: readonly number[];
}

export interface TunedWeights {
  /** The best weights on all queries, for other queries. */
  readonly weights: readonly number[];
  readonly folds: readonly TunedFold[];
  /** Every judged query, fused with its fold's weights. */
  readonly run: Run;
  /** The measure of `run`. */
  readonly score: number;
}

export function tuneWeights(options: TuneWeightsOptions): TunedWeights {
  const { runs, qrels, measure, fuser = (weights) => weightedSum({ weights }) } = options;
  const { folds = 5, steps = 10, seed = 0 } = options;
  if (runs.length < 2) throw optionError('runs', `a list of ${runs.length}`, 'at least two runs');
  if (!(Number.isSafeInteger(folds) && folds >= 2 && folds <= qrels.size)) {
    throw optionError('folds', folds, `a whole number from 2 to ${qrels.size}, the number of judged queries`);
  }
  if (!(Number.isSafeInteger(steps) && steps >= 1)) {
    throw optionError('steps', steps, 'a whole number of at least 1');
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw optionError('seed', seed, 'a whole number from 0 to 4294967295');
  }

  // By id, so that the folds do not depend on the order of a file.
  const queries = shuffle([...qrels.keys()].sort(compareIds), seed);
  const dealt = Array.from({ length: folds }, (_, f) => queries.filter((_, q) => q % folds === f));
  // The last set is all queries, for the weights to go on with.
  const training = [...dealt.map((_, f) => queries.filter((_query, q) => q % folds !== f)), queries];
  const best = training.map((): { weights: readonly number[]; score: number } => ({
    weights: [],
    score: Number.NEGATIVE_INFINITY,
  }));
  const judged = runs.map((run): Run => new Map(queries.map((query) => [query, run.get(query) ?? []])));
  for (const weights of grid(runs.length, steps)) {
    const fused = fuseRuns(fuser(weights), judged);
    training.forEach((names, t) => {
      const score = measure(only(fused, names), only(qrels, names));
      if (!Number.isFinite(score)) {
        throw new RepriseError(
          'PLUGIN_CONTRACT',
          `measure gave ${score} for the weights ${weights.join(', ')}: it must give a finite number`,
          { details: { value: score, weights } },
        );
      }
      if (score > best[t]!.score) best[t] = { weights, score };
    });
  }

  const run = new Map<string, readonly Hit[]>();
  const tuned = dealt.map((fold, f): TunedFold => {
    const { weights } = best[f]!;
    const held = fuseRuns(
      fuser(weights),
      judged.map((each) => only(each, fold)),
    );
    for (const [query, hits] of held) run.set(query, hits);
    return { queries: fold, weights };
  });
  return { weights: best[folds]!.weights, folds: tuned, run, score: measure(run, only(qrels, queries)) };
}

/** The entries of the named queries; an absent one of a run has found nothing. */
function only(run: Run, queries: readonly string[]): Run;
function only(qrels: Qrels, queries: readonly string[]): Qrels;
function only(
  entries: ReadonlyMap<string, unknown>,
  queries: readonly string[],
): ReadonlyMap<string, unknown> {
  return new Map(queries.map((query) => [query, entries.get(query) ?? []]));
}

/** All ways to share `steps` among `count` weights, those nearest to equal weights first. */
function grid(count: number, steps: number): readonly (readonly number[])[] {
  const shares = (left: number, places: number): number[][] =>
    places === 1
      ? [[left]]
      : Array.from({ length: left + 1 }, (_, share) =>
          shares(left - share, places - 1).map((rest) => [share, ...rest]),
        ).flat();
  const spread = (point: readonly number[]): number => point.reduce((sum, share) => sum + share ** 2, 0);
  return shares(steps, count)
    .sort((a, b) => spread(a) - spread(b))
    .map((point) => point.map((share) => share / steps));
}
