import { checkId, type Hit, optionError, RepriseError, type Run } from '@reprise/spec';
import { excerpt } from './parse-error.js';
import { checkPlainId } from './plain-id.js';
import type { RunFormat } from './read-run.js';
import { type ScorePrecision, scoreText, withoutTies } from './score-text.js';
import { type Target, writeText } from './write-text.js';

export interface WriteRunOptions {
  /** Default `trec`. `msmarco` keeps ranks only; `json` holds any id. */
  readonly format?: RunFormat;
  /** Name of the run, TREC's last column; one word. Default `reprise`. */
  readonly tag?: string;
  /** How scores are written. Default `exact`; `float32` with `breakTies`. */
  readonly precision?: ScorePrecision;
  /** Lowers tied scores by single float32 steps, so that trec_eval keeps the order. Default false. */
  readonly breakTies?: boolean;
  /** Aborting rejects with `ABORTED` and leaves no file. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a run, hits best first; one that is made on the way need not fit into memory. A file appears whole or not at all; one whose name ends in `.gz` is packed.
 *
 * Refuses: `INVALID_OPTION`; `INVALID_ID` an id that the format cannot hold (white space in TREC's and MS
 * MARCO's columns); `DUPLICATE_ID` a document that a query has twice; `INVALID_INPUT` a score that is not
 * finite or above the one before it; `IO_FAILED`; `ABORTED`. A query without hits leaves no trace in columns.
 */
export async function writeRun(
  target: Target,
  run: Run | AsyncIterable<readonly [query: string, hits: readonly Hit[]]>,
  options: WriteRunOptions = {},
): Promise<void> {
  const { format = 'trec', tag = 'reprise', breakTies = false } = options;
  const { precision = breakTies ? 'float32' : 'exact' } = options;
  if (!['trec', 'msmarco', 'json'].includes(format)) {
    throw optionError('format', format, 'one of trec, msmarco, json');
  }
  if (!/^[^\t-\r ]+$/.test(tag)) throw optionError('tag', tag, 'one word');
  const named = precision === 'exact' || precision === 'float32';
  if (!named && !(Number.isInteger(precision) && precision >= 0 && precision <= 20)) {
    throw optionError('precision', precision, 'exact, float32 or a number of decimals from 0 to 20');
  }
  if (breakTies && precision !== 'float32') {
    throw optionError(
      'precision',
      precision,
      'float32, or leave it out, since breakTies works in float32 steps',
    );
  }
  const write = format === 'json' ? jsonRun : format === 'trec' ? trecLines : msmarcoLines;
  await writeText(target, write(checked(run, format, breakTies), precision, tag), options.signal);
}

type Rankings = AsyncIterable<readonly [query: string, hits: readonly Hit[]]>;

// Each of them yields a query at once: a turn of an asynchronous loop costs more than a line.

async function* trecLines(
  rankings: Rankings,
  precision: ScorePrecision,
  tag: string,
): AsyncGenerator<string> {
  for await (const [query, hits] of rankings) {
    let rank = 0;
    let text = '';
    for (const { id, score } of hits)
      text += `${query} Q0 ${id} ${++rank} ${scoreText(score, precision)} ${tag}\n`;
    yield text;
  }
}

async function* msmarcoLines(rankings: Rankings): AsyncGenerator<string> {
  for await (const [query, hits] of rankings) {
    let rank = 0;
    let text = '';
    for (const { id } of hits) text += `${query}\t${id}\t${++rank}\n`;
    yield text;
  }
}

async function* jsonRun(rankings: Rankings, precision: ScorePrecision): AsyncGenerator<string> {
  let separator = '{';
  for await (const [query, hits] of rankings) {
    const scores = hits.map(({ id, score }) => `${JSON.stringify(id)}:${scoreText(score, precision)}`);
    yield `${separator}${JSON.stringify(query)}:{${scores.join()}}`;
    separator = ',\n';
  }
  yield separator === '{' ? '{}\n' : '}\n';
}

async function* checked(
  run: Run | Rankings,
  format: RunFormat,
  breakTies: boolean,
): AsyncGenerator<readonly [query: string, hits: readonly Hit[]]> {
  const checkRunId = (id: string, what: string): void => {
    if (format === 'json') checkId(id, what);
    else checkPlainId(id, what, 'white space or a byte order mark', format);
  };
  const queries = new Set<string>();
  for await (const [query, hits] of run) {
    checkRunId(query, 'a query');
    if (queries.has(query)) {
      const message = `the run has query ${excerpt(query)} twice: put its hits into one list`;
      throw new RepriseError('DUPLICATE_ID', message, { details: { value: query } });
    }
    queries.add(query);
    const seen = new Set<string>();
    let previous = Number.POSITIVE_INFINITY;
    for (const { id, score } of hits) {
      checkRunId(id, `a document of query ${excerpt(query)}`);
      if (seen.has(id)) {
        const message = `query ${excerpt(query)} has document ${excerpt(id)} twice: remove one`;
        throw new RepriseError('DUPLICATE_ID', message, { details: { value: id, query } });
      }
      seen.add(id);
      if (!Number.isFinite(score) || score > previous) {
        const fault = Number.isFinite(score) ? `above the ${previous} before it: sort` : 'not finite: mend';
        const message = `document ${excerpt(id)} of query ${excerpt(query)} has score ${score}, ${fault} the run`;
        throw new RepriseError('INVALID_INPUT', message, { details: { value: score, id, query } });
      }
      previous = score;
    }
    yield [query, breakTies ? withoutTies(hits) : hits];
  }
}
