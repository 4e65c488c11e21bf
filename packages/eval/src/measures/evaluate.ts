import { compareIds, optionError, type Qrels, RepriseError, type Run } from '@reprise/spec';
import { numRel } from './counts.js';
import { gaining } from './gains.js';
import type { Measure, Summary } from './measure.js';
import { parseMeasure } from './parse-measure.js';
import { regraded } from './regraded.js';
import {
  gradesOf,
  judgedOf,
  type RankingOptions,
  type Topic,
  type TrecEvalVersion,
  topicAt,
} from './topic.js';

export interface EvaluateOptions {
  /** What to compute, as `parseMeasure` reads it. Default nDCG@10, AP and R@1000, as BEIR and Anserini report. */
  readonly measures?: readonly string[];
  /** Grade from which a document is relevant to a binary measure; at least 1. trec_eval's `-l`. Default 1. */
  readonly level?: number;
  /** Ranks to look at; at least 1. trec_eval's `-M`. Default: all. */
  readonly depth?: number;
  /** Take documents that nobody judged out of the ranking first. trec_eval's `-J`. Default false. */
  readonly judgedOnly?: boolean;
  /**
   * What ranks the hits of a query: their scores by trec_eval's rule (`score`, the default), or their place in the
   * list (`given`). MS MARCO's own script goes by the ranks of a file: its MRR@10 is RR@10 with `given` and
   * `missing: 'zero'`.
   */
  readonly order?: 'score' | 'given';
  /**
   * Take the hit whose id is that of its query out first, as BEIR does where queries are documents of the
   * collection (ArguAna, Quora). Default false.
   */
  readonly ignoreIdenticalIds?: boolean;
  /**
   * Judged queries without hits in the run: leave them out (`skip`, trec_eval's default) or count them as 0
   * (`zero`, its `-c`). Leaving them out raises the means; `Evaluation.missing` names them. With version
   * 10.0, as in that program, `skip` refuses them.
   */
  readonly missing?: 'skip' | 'zero';
  /** Whose arithmetic to follow where trec_eval's versions differ. Default 9.0.8. */
  readonly version?: TrecEvalVersion;
}

export interface Evaluation {
  /** What was computed, in the order asked. */
  readonly measures: readonly Measure[];
  /** The evaluated queries by id in byte order. Queries of the run that nobody judged are not among them. */
  readonly queries: readonly string[];
  /** Judged queries without hits in the run: in `queries`, with zeros, where `missing` is `zero`. */
  readonly missing: readonly string[];
  /** Measure's name → one value per query, in the order of `queries`. */
  readonly perQuery: ReadonlyMap<string, Float64Array>;
  /** Measure's name → trec_eval's row `all`: the mean, the sum of a count, the geometric mean of `gm_…`. */
  readonly mean: ReadonlyMap<string, number>;
  readonly version: TrecEvalVersion;
}

/**
 * Scores a run against judgements as trec_eval does. Unless `order` says otherwise, only scores and ids order the
 * hits of a query: score descending, ties by id descending in bytes (9.0.8 first rounds scores to float32).
 *
 * Refused: a document twice under a query (`DUPLICATE_ID`), a score that is not finite, a grade that is not a
 * whole number or, under ERR, is above 4 (`INVALID_INPUT`), a run and judgements without a query in common (`INVALID_INPUT`), unknown
 * measures and bad options (`INVALID_OPTION`).
 */
export function evaluate(qrels: Qrels, run: Run, options: EvaluateOptions = {}): Evaluation {
  const { level = 1, depth = Number.POSITIVE_INFINITY, judgedOnly = false } = options;
  const { missing = 'skip', version = '9.0.8', order = 'score', ignoreIdenticalIds = false } = options;
  if (!(Number.isSafeInteger(level) && level >= 1))
    throw optionError('level', level, 'a whole number of at least 1');
  if (depth !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(depth) && depth >= 1)) {
    throw optionError('depth', depth, 'a whole number of at least 1');
  }
  if (missing !== 'skip' && missing !== 'zero') throw optionError('missing', missing, 'skip or zero');
  if (version !== '9.0.8' && version !== '10.0') throw optionError('version', version, '9.0.8 or 10.0');
  if (order !== 'score' && order !== 'given') throw optionError('order', order, 'score or given');
  const measures = measuresOf(options.measures ?? ['nDCG@10', 'AP', 'R@1000']);

  const judged = [...qrels.keys()].filter((query) => qrels.get(query)!.size > 0).sort(compareIds);
  const absent = judged.filter((query) => !run.get(query)?.length);
  refuseUnmatched(judged, absent, run, missing, version);
  const queries = missing === 'zero' ? judged : judged.filter((query) => run.get(query)?.length);

  const perQuery = measures.map(() => new Float64Array(queries.length));
  queries.forEach((query, q) => {
    const topics = topicsOf(query, qrels, run, { order, ignoreIdenticalIds, depth, judgedOnly, version });
    measures.forEach(({ family, cutoff, level: own, gains, parameters = [] }, m) => {
      const topic = topics(own ?? level);
      perQuery[m]![q] = family.value(gains ? regraded(topic, gains) : topic, cutoff, parameters);
    });
  });
  // With -c, trec_eval counts the relevant documents of the row `all` anew and forgets -l; its row is kept.
  const recounted = (): number =>
    queries.reduce((sum, query) => sum + gaining(judgedOf(query, qrels.get(query)!)), 0);
  const rowAll = ({ family, level: own }: Measure, values: Float64Array): number =>
    family === numRel && missing === 'zero' && own === undefined
      ? recounted()
      : summarise(values, family.summary);
  return Object.freeze({
    measures,
    queries,
    missing: absent,
    perQuery: new Map(measures.map(({ name }, m) => [name, perQuery[m]!])),
    mean: new Map(measures.map((measure, m) => [measure.name, rowAll(measure, perQuery[m]!)])),
    version,
  });
}

function measuresOf(texts: readonly string[]): readonly Measure[] {
  const measures = new Map(texts.flatMap(parseMeasure).map((measure) => [measure.name, measure]));
  if (measures.size === 0) throw optionError('measures', texts, 'at least one measure, such as nDCG@10');
  return [...measures.values()];
}

function refuseUnmatched(
  judged: readonly string[],
  absent: readonly string[],
  run: Run,
  missing: 'skip' | 'zero',
  version: TrecEvalVersion,
): void {
  if (absent.length === judged.length && (missing === 'skip' || !judged.some((query) => run.has(query)))) {
    throw new RepriseError(
      'INVALID_INPUT',
      `none of the ${run.size} queries of the run has both hits and judgements: compare the ids of the two`,
      { details: { run: run.keys().next().value, qrels: judged[0] } },
    );
  }
  if (absent.length > 0 && missing === 'skip' && version === '10.0') {
    throw new RepriseError(
      'INVALID_INPUT',
      `query "${absent[0]}" is judged and has no hits in the run, which trec_eval 10.0 refuses: give missing: 'zero'`,
      { details: { query: absent[0] } },
    );
  }
}

/** The topic at each level that is asked for; ranked and counted once per level. */
function topicsOf(query: string, qrels: Qrels, run: Run, options: RankingOptions): (level: number) => Topic {
  const judgements = qrels.get(query)!;
  const grades = gradesOf(query, run.get(query) ?? [], judgements, options);
  const judged = judgedOf(query, judgements);
  const topics = new Map<number, Topic>();
  return (level) => {
    const topic = topics.get(level) ?? topicAt(query, level, grades, judged, options.version);
    topics.set(level, topic);
    return topic;
  };
}

function summarise(values: Float64Array, summary: Summary = 'mean'): number {
  if (summary === 'geometric') return Math.exp(summarise(values.map(Math.log)));
  const sum = values.reduce((total, value) => total + value, 0);
  return summary === 'sum' ? sum : sum / values.length;
}
