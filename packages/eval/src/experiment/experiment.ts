/**
 * Runs systems on the same queries, scores them and compares each with a baseline: the table of a paper.
 *
 * Which queries count: those that are both in `queries` and in `qrels`, whether or not one of their documents is
 * relevant. Others are not run. A judged query for which a system finds nothing counts 0, as `trec_eval -c` and
 * PyTerrier's Experiment have it.
 *
 * Departures from PyTerrier 1.1's Experiment: differences up to 10⁻⁹ are ties (there only equal values are); a query
 * without judgements appears nowhere (there as a per-query NaN); `num_q` counts every judged query (there
 * only those with hits). As there, the baseline is no member of the family that is corrected: m systems besides it
 * make m tests a measure.
 */
import {
  checkId,
  optionError,
  pacer,
  type Qrels,
  type Query,
  RepriseError,
  type Run,
  type RunOptions,
} from '@reprise/spec';
import { type EvaluateOptions, type Evaluation, evaluate } from '../measures/evaluate.js';
import { checkAlpha } from '../risk/u-risk.js';
import { checkRandomization, type RandomizationOptions } from '../significance/randomization-test.js';
import { compare } from './compare.js';
import type { ExperimentResult, MeasureResult } from './result.js';
import type { Pipeline, System } from './system.js';

export interface ExperimentOptions<Q extends Query>
  extends RunOptions,
    RandomizationOptions,
    Omit<EvaluateOptions, 'missing'> {
  /** At least one, each with a name of its own. They run one after another, in this order. */
  readonly systems: readonly System<NoInfer<Q>>[];
  /** What the pipelines are given, each id once. For runs that exist, `{ id }` is enough. */
  readonly queries: readonly Q[];
  readonly qrels: Qrels;
  /** Name of the system to compare with. Default: the first. */
  readonly baseline?: string;
  /** `t`: paired t-test (default, as in PyTerrier). `randomization`: Fisher's, with `samples` and `seed`. */
  readonly test?: 't' | 'randomization';
  /** For the systems but the baseline, measure by measure. Default `holm`. */
  readonly correction?: 'holm' | 'bonferroni' | 'none';
  /** A corrected p below this is significant; between 0 and 1. Default 0.05, the convention. */
  readonly significance?: number;
  /** Values of alpha for URisk and TRisk, each ≥ 0. Default none. */
  readonly risk?: readonly number[];
}

/**
 * Options are checked before anything runs. Errors: `INVALID_OPTION`, `INVALID_ID`, `DUPLICATE_ID` (two systems
 * or two queries of one name), `INVALID_INPUT` (no query has judgements), and whatever a pipeline rejects with.
 */
export async function experiment<Q extends Query>(options: ExperimentOptions<Q>): Promise<ExperimentResult> {
  const { systems, qrels } = options;
  const settings = {
    test: oneOf('test', options.test ?? 't', ['t', 'randomization']),
    correction: oneOf('correction', options.correction ?? 'holm', ['holm', 'bonferroni', 'none']),
    significance: options.significance ?? 0.05,
    risk: options.risk ?? [],
    ...checkRandomization(options),
  } as const;
  if (!(settings.significance > 0 && settings.significance < 1)) {
    throw optionError('significance', settings.significance, 'a number between 0 and 1');
  }
  settings.risk.forEach(checkAlpha);
  if (systems.length === 0) throw optionError('systems', '[]', 'at least one');
  const names = systems.map(({ name }) => name);
  checkUnique(names, 'system');
  const baseline = oneOf('baseline', options.baseline ?? names[0]!, names);
  checkUnique(
    options.queries.map(({ id }) => id),
    'query',
  );
  const queries = options.queries.filter(({ id }) => (qrels.get(id)?.size ?? 0) > 0);
  if (queries.length === 0) {
    throw new RepriseError(
      'INVALID_INPUT',
      `none of the ${options.queries.length} queries has judgements: give queries whose ids are in qrels`,
      { details: { queries: options.queries.length, judged: qrels.size } },
    );
  }
  const judged = new Map(queries.map(({ id }) => [id, qrels.get(id)!]));
  const score = (run: Run): Evaluation => evaluate(judged, run, { ...options, missing: 'zero' });
  // Scoring nothing finds what is wrong with the measures and the judgements before hours of searching.
  const { measures, queries: ids } = score(new Map(queries.map(({ id }) => [id, []])));

  const pace = pacer(options.signal);
  const outcomes: { run: Run; milliseconds?: number; results: MeasureResult[] }[] = [];
  for (const system of systems) {
    const outcome = 'run' in system ? { run: system.run } : await timed(system.pipeline, queries, options);
    const { mean, perQuery } = score(outcome.run);
    const results = measures.map(({ name: measure }) => ({
      measure,
      mean: mean.get(measure)!,
      values: [...perQuery.get(measure)!],
    }));
    outcomes.push({ ...outcome, results });
    await pace();
  }

  const others = outcomes.filter((_, i) => names[i] !== baseline);
  const reference = outcomes[names.indexOf(baseline)]!;
  for (let i = 0; i < measures.length; i++) {
    const family = others.map(({ results }) => results[i]!.values);
    const comparisons = await compare(ids, reference.results[i]!.values, family, settings, pace);
    comparisons.forEach((comparison, j) => {
      const { results } = others[j]!;
      results[i] = { ...results[i]!, comparison };
    });
  }
  const { test, correction, significance } = settings;
  return Object.freeze({
    baseline,
    test,
    correction,
    significance,
    measures: measures.map(({ name }) => name),
    queries: ids,
    systems: outcomes.map((outcome, i) => ({ name: names[i]!, ...outcome })),
  });
}

async function timed<Q extends Query>(
  pipeline: Pipeline<Q>,
  queries: readonly Q[],
  options: RunOptions,
): Promise<{ readonly run: Run; readonly milliseconds: number }> {
  const start = performance.now();
  const rankings = await pipeline.run(queries, options);
  const milliseconds = performance.now() - start;
  if (rankings.length !== queries.length) {
    throw new RepriseError(
      'PLUGIN_CONTRACT',
      `a pipeline gave ${rankings.length} rankings for ${queries.length} queries: it must give one each`,
      { details: { expected: queries.length, found: rankings.length } },
    );
  }
  return { run: new Map(queries.map(({ id }, i) => [id, rankings[i]!.hits])), milliseconds };
}

function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw optionError(name, value, `one of ${known.map((each) => JSON.stringify(each)).join(', ')}`);
}

function checkUnique(ids: readonly string[], what: string): void {
  const seen = new Set<string>();
  ids.forEach((id, i) => {
    checkId(id, `${what} ${i}`);
    if (seen.has(id)) {
      throw new RepriseError('DUPLICATE_ID', `there are two of ${what} ${JSON.stringify(id)}: keep one`, {
        details: { value: id },
      });
    }
    seen.add(id);
  });
}
