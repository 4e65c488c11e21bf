/**
 * Runs systems on the same queries, scores them and compares each with a baseline: the table of a paper.
 *
 * Which queries count: those that are both in `queries` and in `qrels`, whether or not one of their documents is
 * relevant. Others are not run. A judged query for which a system finds nothing counts 0, as `trec_eval -c` and
 * PyTerrier's Experiment have it.
 *
 * In which order: a pipeline's hits count in the order it gave, ties included. That is what runs come to whose
 * writer nudges tied scores apart, such as Anserini's; without it trec_eval would order ties by id descending, and
 * on nfcorpus BM25 would have nDCG@10 .3206 instead of the published .3218. A run that is given is ordered by
 * trec_eval's rule.
 *
 * Departures from PyTerrier 1.1's Experiment: differences up to 10⁻⁹ are ties (there only equal values are); a query
 * without judgements appears nowhere (there as a per-query NaN); `num_q` counts every judged query (there
 * only those with hits). As there, the baseline is no member of the family that is corrected: m systems besides it
 * make m tests a measure; where all systems are compared, the family is all pairs.
 */
import { pacer, type Query, RepriseError, type Run, type RunOptions } from '@reprise/spec';
import { type Evaluation, evaluate } from '../measures/evaluate.js';
import { checkOptions } from './check-options.js';
import { compare } from './compare.js';
import type { ExperimentOptions } from './options.js';
import type { ExperimentResult, MeasureResult, PairResult, SystemResult } from './result.js';
import type { Pipeline } from './system.js';
import { testPairs } from './test-pairs.js';

/**
 * Options are checked before anything runs. Errors: `INVALID_OPTION`, `INVALID_ID`, `DUPLICATE_ID` (two systems
 * or two queries of one name), `INVALID_INPUT` (no query has judgements), and whatever a pipeline rejects with.
 */
export async function experiment<Q extends Query>(options: ExperimentOptions<Q>): Promise<ExperimentResult> {
  const { systems, qrels } = options;
  const { queries, baseline, compare: compared, risk, ...settings } = checkOptions(options);
  const judged = new Map(queries.map(({ id }) => [id, qrels.get(id)!]));
  const score = (run: Run, order: 'score' | 'given'): Evaluation =>
    evaluate(judged, run, { ...options, missing: 'zero', order });
  // Scoring nothing finds what is wrong with the measures and the judgements before hours of searching.
  const { measures, queries: ids } = score(new Map(queries.map(({ id }) => [id, []])), 'given');

  const pace = pacer(options.signal);
  const outcomes: (SystemResult & { readonly results: MeasureResult[] })[] = [];
  for (const system of systems) {
    const outcome = 'run' in system ? { run: system.run } : await timed(system.pipeline, queries, options);
    const { mean, perQuery } = score(outcome.run, 'run' in system ? 'score' : 'given');
    const results = measures.map(({ name: measure }) => ({
      measure,
      mean: mean.get(measure)!,
      values: [...perQuery.get(measure)!],
    }));
    outcomes.push({ name: system.name, ...outcome, results });
    await pace();
  }

  const reference = outcomes.find(({ name }) => name === baseline)!;
  const others = outcomes.filter((outcome) => outcome !== reference);
  const pairings = [
    ...others.map((other) => [reference, other] as const),
    ...(compared === 'all' ? others.flatMap((a, i) => others.slice(i + 1).map((b) => [a, b] as const)) : []),
  ];
  const pairs: PairResult[] = [];
  for (const [i, { name: measure }] of measures.entries()) {
    const family = pairings.map(([a, b]) => ({ first: a.results[i]!.values, second: b.results[i]!.values }));
    const differences = await testPairs(family, settings, pace);
    others.forEach(({ results }, j) => {
      const comparison = compare(ids, family[j]!, differences[j]!, risk);
      results[i] = { ...results[i]!, comparison };
    });
    pairings.forEach(([a, b], j) => {
      pairs.push({ measure, first: a.name, second: b.name, ...differences[j]! });
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
    systems: outcomes,
    ...(compared === 'all' && { pairs }),
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
  if (rankings.some((ranking) => !Array.isArray(ranking.hits))) {
    throw new RepriseError(
      'PLUGIN_CONTRACT',
      'a pipeline gave something else than rankings: end it in a search',
    );
  }
  return { run: new Map(queries.map(({ id }, i) => [id, rankings[i]!.hits])), milliseconds };
}
