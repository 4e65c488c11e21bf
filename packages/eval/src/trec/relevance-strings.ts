import type { Qrels, Run } from '@reprise/spec';
import type { EvaluateOptions } from '../measures/evaluate.js';
import { gradesOf, UNPOOLED } from '../measures/topic.js';

export interface RelevanceStringsOptions
  extends Pick<EvaluateOptions, 'depth' | 'judgedOnly' | 'order' | 'ignoreIdenticalIds' | 'version'> {
  /** How many hits to show. Default 10, as in trec_eval. */
  readonly length?: number;
}

/**
 * trec_eval's `relstring`: the first hits of each query as one character each, its grade or `>` for one above 9, `-`
 * for a document that the judgements do not list and `.` for one that they list with a negative grade.
 */
export function relevanceStrings(
  qrels: Qrels,
  run: Run,
  queries: readonly string[],
  options: RelevanceStringsOptions = {},
): ReadonlyMap<string, string> {
  const { length = 10, depth = Number.POSITIVE_INFINITY, judgedOnly = false } = options;
  const { order = 'score', ignoreIdenticalIds = false, version = '9.0.8' } = options;
  const ranking = { depth, judgedOnly, order, ignoreIdenticalIds, version };
  return new Map(
    queries.map((query) => {
      const grades = gradesOf(query, run.get(query) ?? [], qrels.get(query) ?? new Map(), ranking);
      return [query, Array.from(grades.subarray(0, length), character).join('')];
    }),
  );
}

function character(grade: number): string {
  if (grade < 0) return grade === UNPOOLED ? '-' : '.';
  return grade > 9 ? '>' : `${grade}`;
}
