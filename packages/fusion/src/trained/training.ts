import { type Fuser, type Hit, optionError, type Qrels, RepriseError, type Run } from '@reprise/spec';
import type { Candidates } from '../internal/candidates.js';
import { createFuser } from '../internal/create-fuser.js';
import { checkCount } from '../internal/weights.js';

export interface TrainingOptions {
  /** The runs to learn from, one for each ranking that will be fused, in the same order. */
  readonly runs: readonly Run[];
  /**
   * Judgements of the training queries; never of the queries that the fuser is reported on. All of their queries count: a
   * run that lacks one has found nothing for it.
   */
  readonly qrels: Qrels;
  /** Grade from which a document is relevant, a whole number of at least 1. Default 1, trec_eval's `-l`. */
  readonly level?: number;
}

/** A fuser that carries what it learned, so that it can be looked at. */
export interface TrainedFuser extends Fuser {
  /** For each run, the learned values; each method's page says of what. */
  readonly learned: readonly (readonly number[])[];
}

/** What a run found for one query: whether each document is relevant, best first, and how many there are to find. */
export interface Found {
  readonly relevant: readonly boolean[];
  readonly total: number;
}

/** For each run, what it found for each training query. Checks the options. */
export function findings({ runs, qrels, level = 1 }: TrainingOptions): readonly (readonly Found[])[] {
  if (runs.length === 0) throw optionError('runs', runs, 'at least one run');
  if (qrels.size === 0) throw optionError('qrels', qrels, 'judgements of at least one query');
  if (!(Number.isSafeInteger(level) && level >= 1)) {
    throw optionError('level', level, 'a whole number of at least 1');
  }
  if (![...qrels.keys()].some((query) => runs.some((run) => run.has(query)))) {
    throw new RepriseError('INVALID_INPUT', 'no run has a query of qrels: give runs of the judged queries', {
      details: { expected: [...qrels.keys()].slice(0, 3), found: [...runs[0]!.keys()].slice(0, 3) },
    });
  }
  const isRelevant = (grades: ReadonlyMap<string, number>, { id }: Hit): boolean =>
    (grades.get(id) ?? 0) >= level;
  return runs.map((run) =>
    [...qrels].map(([query, grades]) => ({
      relevant: (run.get(query) ?? []).map((hit) => isRelevant(grades, hit)),
      total: [...grades.values()].filter((grade) => grade >= level).length,
    })),
  );
}

/** A fuser for as many rankings as there were runs. */
export function createTrainedFuser(
  name: string,
  learned: readonly (readonly number[])[],
  score: (candidates: Candidates) => Float64Array,
  normalise?: Parameters<typeof createFuser>[2],
): TrainedFuser {
  const fuser = createFuser(
    name,
    (candidates) => {
      checkCount(name, candidates.places.length, learned.length);
      return score(candidates);
    },
    normalise,
  );
  return Object.freeze({ ...fuser, learned });
}

/** The mean of `value` over the training queries. */
export function meanOver(found: readonly Found[], value: (found: Found) => number): number {
  return found.reduce((sum, each) => sum + value(each), 0) / found.length;
}

/** How many of the documents from position `start` (from 0) up to, not including, `end` are relevant. */
export function countRelevant({ relevant }: Found, start: number, end: number): number {
  return relevant.slice(start, end).filter(Boolean).length;
}

/** Length of the longest ranking. */
export function depthOf(found: readonly Found[]): number {
  return found.reduce((depth, { relevant }) => Math.max(depth, relevant.length), 0);
}

/** For each position, how often a document there is relevant, of the training queries that reach it. */
export function relevanceByPosition(found: readonly Found[]): readonly number[] {
  return Array.from({ length: depthOf(found) }, (_, p) => {
    const reaching = found.filter(({ relevant }) => relevant.length > p);
    return reaching.filter(({ relevant }) => relevant[p]).length / reaching.length;
  });
}
