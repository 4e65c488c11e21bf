import type { Evaluation, EvaluationUnderWay, SideEvaluation } from '@reprise/demo';
import { evaluate, pairedTTest, parseMeasure } from '@reprise/eval';
import { optionError, type Query, RepriseError, type Run } from '@reprise/spec';
import type { Pipeline } from '../pipeline/compile-pipeline.js';
import { measures as usualMeasures } from './about.js';
import type { Judged } from './judged.js';

/** Milliseconds of work after which an evaluation says how far it is, and queries that are searched at once. */
const sliceMilliseconds = 800;
const atOnce = 8;
/** Pipelines of which values are kept. */
const mostKept = 32;

export interface Side {
  /** As it is written for people; values are kept under it. */
  readonly pipeline: string;
  readonly compiled: Pipeline;
}

/** Measure's name → query → value. */
type Values = Map<string, Map<string, number>>;

export interface Evaluator {
  readonly compare: (
    left: Side,
    right: Side,
    measure: string,
    signal: AbortSignal,
  ) => Promise<Evaluation | EvaluationUnderWay>;
  /** Measures of one ranking. */
  readonly measure: (run: Run, query: string) => Readonly<Record<string, number>>;
}

/** Evaluates on judged queries; values are kept by pipeline and measure, for the pipelines that were asked for last. */
export function createEvaluator({ queries, qrels }: Judged): Evaluator {
  const kept = new Map<string, Values>();

  const valuesOf = (pipeline: string): Values => {
    const values: Values = kept.get(pipeline) ?? new Map();
    kept.delete(pipeline);
    kept.set(pipeline, values);
    const [oldest] = kept.keys();
    if (kept.size > mostKept) kept.delete(oldest as string);
    return values;
  };

  const measureRun = (run: Run, names: readonly string[]) => {
    const judgements = new Map([...run.keys()].map((id) => [id, qrels.get(id) ?? new Map<string, number>()]));
    // As `experiment` counts: ties in the order that the page shows.
    return evaluate(judgements, run, { measures: names, missing: 'zero', order: 'given' });
  };

  /** Searches some queries, and keeps the usual measures beside the one that was asked for. */
  const work = async (side: Side, batch: readonly Query<'text'>[], measure: string, signal: AbortSignal) => {
    const rankings = await side.compiled.run(batch, { signal });
    const run: Run = new Map(rankings.map(({ query, hits }) => [query.id, hits]));
    const { perQuery, queries: order } = measureRun(run, [...new Set([...usualMeasures, measure])]);
    const values = valuesOf(side.pipeline);
    for (const [name, numbers] of perQuery) {
      const known = values.get(name) ?? new Map<string, number>();
      order.forEach((query, i) => {
        known.set(query, numbers[i] as number);
      });
      values.set(name, known);
    }
  };

  return Object.freeze({
    measure: (run: Run, query: string) => {
      const { perQuery } = measureRun(new Map([[query, run.get(query) ?? []]]), usualMeasures);
      return Object.fromEntries([...perQuery].map(([name, values]) => [name, values[0] as number]));
    },
    compare: async (left: Side, right: Side, asked: string, signal: AbortSignal) => {
      const measure = singleMeasure(asked);
      if (queries.length === 0) {
        throw new RepriseError(
          'INVALID_INPUT',
          'no judged queries are known here: start reprise serve with --collection, or with --topics and --qrels',
        );
      }
      const start = performance.now();
      const known = (side: Side): ReadonlyMap<string, number> =>
        valuesOf(side.pipeline).get(measure) ?? new Map();
      for (const side of [left, right]) {
        const missing = queries.filter(({ id }) => !known(side).has(id));
        for (let from = 0; from < missing.length; from += atOnce) {
          if (performance.now() - start > sliceMilliseconds) {
            const done = known(left).size + (left.pipeline === right.pipeline ? 0 : known(right).size);
            const total = queries.length * (left.pipeline === right.pipeline ? 1 : 2);
            return { underWay: { done, total } };
          }
          await work(side, missing.slice(from, from + atOnce), measure, signal);
        }
      }
      return compared(measure, queries, left, right, known(left), known(right));
    },
  });
}

function singleMeasure(text: string): string {
  const [measure, another] = parseMeasure(text);
  if (measure === undefined || another !== undefined)
    throw optionError('measure', text, 'one measure, such as nDCG@10');
  return measure.name;
}

function compared(
  measure: string,
  queries: readonly Query<'text'>[],
  left: Side,
  right: Side,
  leftValues: ReadonlyMap<string, number>,
  rightValues: ReadonlyMap<string, number>,
): Evaluation {
  const rows = queries.map(({ id, text }) => ({
    id,
    text,
    left: leftValues.get(id) as number,
    right: rightValues.get(id) as number,
  }));
  const side = ({ pipeline }: Side, values: readonly number[]): SideEvaluation => ({
    pipeline,
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
  });
  const [lefts, rights] = [rows.map((row) => row.left), rows.map((row) => row.right)];
  const p = rows.length < 2 ? Number.NaN : pairedTTest(rights, lefts).p;
  return {
    measure,
    left: side(left, lefts),
    right: side(right, rights),
    wins: rows.filter((row) => row.right > row.left).length,
    losses: rows.filter((row) => row.right < row.left).length,
    ties: rows.filter((row) => row.right === row.left).length,
    ...(Number.isFinite(p) && { p }),
    queries: rows,
  };
}
